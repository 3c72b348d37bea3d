extension JSONParser {
  /// The number at the current position, spelled as it is (RFC 8259 section 6).
  mutating func number(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONNumber {
    let start = position
    skip(UInt8(ascii: "-"), bytes)
    if skip(UInt8(ascii: "0"), bytes) {
      // `01` could be meant octal, so the grammar refuses it.
      guard !isDigit(bytes) else { throw failure(.invalidNumber) }
    } else {
      try skipDigits(bytes)
    }
    if skip(UInt8(ascii: "."), bytes) { try skipDigits(bytes) }
    if skip(UInt8(ascii: "e"), bytes) || skip(UInt8(ascii: "E"), bytes) {
      if !skip(UInt8(ascii: "+"), bytes) { skip(UInt8(ascii: "-"), bytes) }
      try skipDigits(bytes)
    }
    return JSONNumber(checked: try text(start..<position, bytes))
  }

  @discardableResult
  @inline(__always)
  private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  @inline(__always)
  private func isDigit(_ bytes: Span<UInt8>) -> Bool {
    position < bytes.count && bytes[position] >= UInt8(ascii: "0") && bytes[position] <= UInt8(ascii: "9")
  }

  /// Passes one or more digits.
  @inline(__always)
  private mutating func skipDigits(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    guard isDigit(bytes) else { throw failure(.invalidNumber) }
    repeat { position += 1 } while isDigit(bytes)
  }
}
