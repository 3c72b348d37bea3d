/// Durations as people write them: `"30s"`, `"1m30s"`, `"1.5h"`, `"200ms"`.
package enum DurationText {
  /// The longest duration a setting may have: 30 days.
  package static let maximum = Duration.seconds(30 * 24 * 3_600)

  /// Reads `text`: numbers with the units `h`, `m`, `s`, `ms`, the larger first and each once; up to three decimals.
  ///
  /// A number without a unit is refused, because half of its readers take it for seconds and half for milliseconds.
  static func duration(_ text: String) throws(Unusable) -> Duration {
    guard let microseconds = microseconds(of: Array(text.utf8)) else {
      throw Unusable(requirement(for: text))
    }
    let duration = Duration.microseconds(microseconds)
    guard duration <= maximum else { throw Unusable("must be at most \"720h\" (30 days)") }
    return duration
  }

  /// Reads `text` as ``duration(_:)`` does and refuses zero, which as a time limit would refuse everything.
  static func limit(_ text: String) throws(Unusable) -> Duration {
    let duration = try duration(text)
    guard duration > .zero else { throw Unusable("must be longer than zero") }
    return duration
  }

  /// `duration` as ``duration(_:)`` reads it. What is less than a microsecond is left out.
  static func text(_ duration: Duration) -> String {
    var rest = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    var text = ""
    for unit in units.dropLast() where rest >= unit.microseconds {
      text += "\(rest / unit.microseconds)\(unit.name)"
      rest %= unit.microseconds
    }
    guard rest > 0 || text.isEmpty else { return text }
    if rest.isMultiple(of: 1_000) { return text.isEmpty && rest == 0 ? "0s" : text + "\(rest / 1_000)ms" }
    let thousandths = String(1_000 + rest % 1_000).dropFirst()
    return text + "\(rest / 1_000).\(thousandths)ms"
  }

  private static let units: [(name: String, microseconds: Int64)] = [
    ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000),
  ]

  private static func requirement(for text: String) -> String {
    let isNumber = !text.isEmpty && text.utf8.count <= 12 && text.utf8.allSatisfy(isDigit)
    return isNumber
      ? "needs a unit: write \"\(text)s\" or \"\(text)ms\""
      : "must be a duration with units (h, m, s, ms) such as \"30s\" or \"1m30s\""
  }

  private static func microseconds(of bytes: [UInt8]) -> Int64? {
    var rest = bytes[...]
    var remainingUnits = units[...]
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let thousandths = takeNumber(from: &rest) else { return nil }
      let name = String(decoding: rest.prefix { !isDigit($0) }, as: UTF8.self)
      guard let index = remainingUnits.firstIndex(where: { $0.name == name }) else { return nil }
      rest = rest.dropFirst(name.utf8.count)
      // Every unit is a multiple of 1 000 microseconds, so thousandths of it are exact.
      let (product, overflow) = thousandths.multipliedReportingOverflow(by: units[index].microseconds / 1_000)
      let (sum, carry) = total.addingReportingOverflow(product)
      if overflow || carry { return nil }
      total = sum
      remainingUnits = remainingUnits[(index + 1)...]
    }
    return bytes.isEmpty ? nil : total
  }

  /// Takes `12` or `12.345` from the front and gives it in thousandths. Nil without digits or with too many.
  private static func takeNumber(from rest: inout ArraySlice<UInt8>) -> Int64? {
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    guard (1...12).contains(whole.count) else { return nil }
    var digits = Array(whole)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
      guard (1...3).contains(fraction.count) else { return nil }
      digits += fraction + [UInt8](repeating: UInt8(ascii: "0"), count: 3 - fraction.count)
    } else {
      digits += [UInt8](repeating: UInt8(ascii: "0"), count: 3)
    }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
