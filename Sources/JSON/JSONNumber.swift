/// A JSON number with the spelling it was written in, so `1.0`, `1e2`, `-0` and integers beyond 2^53 survive.
///
/// Two numbers are equal when they are spelled alike: `1` and `1.0` differ.
package struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
  /// The spelling, which follows the grammar of RFC 8259 section 6.
  package let text: String

  package init(_ int: Int) {
    text = String(int)
  }

  /// The shortest spelling that reads back as `double`; nil for infinities and NaN, which JSON cannot say.
  package init?(_ double: Double) {
    guard double.isFinite else { return nil }
    text = double.description
  }

  /// The number spelled `text`; nil unless all of it is one number of RFC 8259.
  package init?(text: String) {
    let bytes = Array(text.utf8)
    var parser = JSONParser()
    guard let number = try? parser.number(bytes.span), parser.position == bytes.count else { return nil }
    self = number
  }

  /// The parser has just checked this spelling.
  init(checked text: String) {
    self.text = text
  }

  package var description: String { text }

  /// The nearest `Double`; an infinity when the number is too large for one.
  package var double: Double {
    // Every JSON number is a Swift floating point literal, so the parse cannot fail.
    Double(text) ?? .nan
  }

  /// Whether it is spelled as an integer: digits with at most a sign.
  package var isInteger: Bool {
    text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }
  }

  /// The exact `Int`, however it is spelled (`100`, `100.0`, `1e2`); nil for fractions and what does not fit.
  package var int: Int? {
    Int(text) ?? DecimalDigits(text).int
  }
}

/// A spelled number as digits and a power of ten, without leading or trailing zeros among the digits.
private struct DecimalDigits {
  private var isNegative = false
  private var digits: [UInt8] = []
  /// nil when the exponent itself does not fit an `Int`.
  private var exponent: Int? = 0

  init(_ text: String) {
    var fractionDigits = 0
    var isFraction = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-"):
        isNegative = true
      case UInt8(ascii: "."):
        isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponent = Int(text.dropFirst(index + 1))
        shift(by: -fractionDigits)
        return
      default:
        digits.append(byte - UInt8(ascii: "0"))
        fractionDigits += isFraction ? 1 : 0
      }
    }
    shift(by: -fractionDigits)
  }

  private mutating func shift(by places: Int) {
    digits = Array(digits.drop { $0 == 0 })
    let significant = digits.count - digits.reversed().prefix { $0 == 0 }.count
    let sum = exponent?.addingReportingOverflow(places + digits.count - significant)
    exponent = sum.flatMap { $0.overflow ? nil : $0.partialValue }
    digits.removeLast(digits.count - significant)
  }

  var int: Int? {
    if digits.isEmpty { return 0 }
    // The longest `Int` has 19 digits; checking first keeps `1e999999999` from looping.
    guard let exponent, (0...19).contains(exponent), digits.count + exponent <= 19 else { return nil }
    var value = 0
    for digit in digits + Array(repeating: 0, count: exponent) {
      // Counting down, because the least `Int` has no positive counterpart.
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, underflow) = tens.subtractingReportingOverflow(Int(digit))
      if overflow || underflow { return nil }
      value = next
    }
    return isNegative ? value : Int(exactly: value.magnitude)
  }
}
