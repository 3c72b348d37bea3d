// The only unsafe code of this target. It reads eight bytes at a time and copies ranges of bytes; both stay
// inside a span, whose bounds are checked.

extension Span where Element == UInt8 {
  /// The first index from `start` on whose byte ends plain text in a JSON string: a quote, a backslash or a
  /// control character; `count` when there is none.
  @inline(__always)
  func endOfPlainText(from start: Int) -> Int {
    var index = start
    while index + 8 <= count {
      let found = Self.endsOfPlainText(in: word(at: index))
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, !Self.endsPlainText(self[index]) { index += 1 }
    return index
  }

  /// Eight bytes, the first one lowest.
  @inline(__always)
  private func word(at index: Int) -> UInt64 {
    // Any eight bytes are a `UInt64`, and the load checks that they lie in the span.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  /// The high bit of the lowest byte in `word` that ends plain text, and of some bytes above it; 0 for none.
  @inline(__always)
  private static func endsOfPlainText(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    // Subtracting borrows into the high bit of each byte that was smaller; a borrow can also mark bytes above
    // a marked one, which does not matter for the lowest.
    let smaller =
      ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- ones &* 0x20) & ~word)
    return smaller & (ones &* 0x80)
  }

  @inline(__always)
  private static func endsPlainText(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Whether the bytes of `text` stand at `index`.
  @inline(__always)
  func holds(_ text: StaticString, at index: Int) -> Bool {
    guard index + text.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<text.utf8CodeUnitCount {
      // The text is as long as its count says.
      let byte = unsafe text.utf8Start[offset]
      if byte != self[index + offset] { return false }
    }
    return true
  }
}

extension [UInt8] {
  /// Appends the bytes of `range` in one go, which an array cannot yet do with a span.
  @inline(__always)
  mutating func append(copying bytes: Span<UInt8>, _ range: Range<Int>) {
    // The pointer is used inside the closure only.
    unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
