extension JSONParser {
  /// The string whose opening quote is at the current position.
  @inline(__always)
  mutating func string(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
    let start = position + 1
    position = bytes.endOfPlainText(from: start)
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      return try stringWithEscapes(from: start, bytes)
    }
    defer { position += 1 }
    return try text(start..<position, bytes)
  }

  /// The bytes of `range`, copied once into a string when they are UTF-8.
  @inline(__always)
  func text(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes.extracting(range)))
    } catch {
      throw JSONSyntaxError(error, in: range)
    }
  }

  /// Goes on where plain text ended at the current position with something else than a quote.
  private mutating func stringWithEscapes(
    from start: Int, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> String {
    unescaped.removeAll(keepingCapacity: true)
    var pieces = ""
    var run = start
    while true {
      // First, because what breaks the encoding comes before what breaks the grammar.
      try validate(run..<position, bytes)
      guard position < bytes.count else {
        throw failure(.unexpectedEnd)
      }
      append(run..<position, bytes, to: &pieces)
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        let rest = String(decoding: unescaped, as: UTF8.self)
        if pieces.isEmpty { return rest }
        pieces += rest
        return pieces
      case UInt8(ascii: "\\"):
        try escape(bytes)
      default:
        throw failure(.controlCharacter)
      }
      run = position
      position = bytes.endOfPlainText(from: run)
    }
  }

  /// How much of a string with escapes is put together at a time. A longer one grows by such pieces, so that it is
  /// in memory once and not also in the bytes it is made from.
  static let pieceBytes = 64 << 10

  /// Adds plain text to what is put together, and moves what is enough for a piece to `pieces`.
  private mutating func append(_ run: Range<Int>, _ bytes: Span<UInt8>, to pieces: inout String) {
    var start = run.lowerBound
    while unescaped.count + run.upperBound - start > Self.pieceBytes {
      var end = start + max(0, Self.pieceBytes - unescaped.count)
      // Not inside a character.
      while end > start, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      unescaped.append(copying: bytes, start..<end)
      if pieces.isEmpty { pieces.reserveCapacity(unescaped.count + bytes.endOfString(from: end) - end) }
      pieces += String(decoding: unescaped, as: UTF8.self)
      unescaped.removeAll(keepingCapacity: true)
      start = end
    }
    unescaped.append(copying: bytes, start..<run.upperBound)
  }

  /// Refuses bytes of `range` that are not UTF-8. A string's runs end at ASCII bytes, so all of them are
  /// UTF-8 exactly when the string is.
  func validate(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.extracting(range))
    } catch {
      throw JSONSyntaxError(error, in: range)
    }
  }

  /// Appends what the escape at the current backslash stands for.
  private mutating func escape(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    guard position + 1 < bytes.count else { throw JSONSyntaxError(.unexpectedEnd, offset: bytes.count) }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): return try unicodeEscape(bytes)
    default: throw failure(.invalidEscape)
    }
    position += 2
  }

  /// A `\uXXXX`, or two that are the halves of a surrogate pair.
  private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    guard let first = hexadecimal(at: position + 2, bytes) else { throw failure(.invalidEscape) }
    position += 6
    if let scalar = Unicode.Scalar(first) {
      return unescaped.append(contentsOf: scalar.utf8)
    }
    if (0xD800...0xDBFF).contains(first), bytes.holds("\\u", at: position),
      let second = hexadecimal(at: position + 2, bytes), (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar((first - 0xD800) << 10 + (second - 0xDC00) + 0x10000)
    {
      position += 6
      return unescaped.append(contentsOf: scalar.utf8)
    }
    unescaped.append(contentsOf: "\u{FFFD}".utf8)
  }

  /// The value of the four hexadecimal digits at `start`.
  private func hexadecimal(at start: Int, _ bytes: Span<UInt8>) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for index in start..<start + 4 {
      guard let digit = Self.hexadecimalDigit(bytes[index]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

extension Span where Element == UInt8 {
  /// Where the string ends in which `start` lies: at the first quote that is not escaped, else at the end of all.
  fileprivate func endOfString(from start: Int) -> Int {
    var index = endOfPlainText(from: start)
    while index < count, self[index] != UInt8(ascii: "\"") {
      index = endOfPlainText(from: Swift.min(index + (self[index] == UInt8(ascii: "\\") ? 2 : 1), count))
    }
    return index
  }
}

extension JSONSyntaxError {
  fileprivate init(_ error: UTF8.ValidationError, in range: Range<Int>) {
    self.init(.invalidUTF8, offset: range.lowerBound + error.byteOffsets.lowerBound)
  }
}
