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
    var run = start
    while true {
      // First, because what breaks the encoding comes before what breaks the grammar.
      try validate(run..<position, bytes)
      guard position < bytes.count else {
        throw failure(.unexpectedEnd)
      }
      unescaped.append(copying: bytes, run..<position)
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try escape(bytes)
      default:
        throw failure(.controlCharacter)
      }
      run = position
      position = bytes.endOfPlainText(from: run)
    }
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

extension JSONSyntaxError {
  fileprivate init(_ error: UTF8.ValidationError, in range: Range<Int>) {
    self.init(.invalidUTF8, offset: range.lowerBound + error.byteOffsets.lowerBound)
  }
}
