/// Sizes as people write them: `"512KiB"`, `"1MiB"`, `"2GiB"`.
package enum SizeText {
  /// Reads `text`, a whole number with a unit, as so many bytes within `range`.
  ///
  /// `MB` is refused, because half of its readers take it for a million bytes and half for 1 048 576.
  static func reading(_ text: String, in range: ClosedRange<Int>) throws(Unusable) -> Int {
    let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let unit = units.first { text.utf8.dropFirst(digits.count).elementsEqual($0.name.utf8) }
    guard let unit, digits.count <= maximumDigits, let number = Int(String(decoding: digits, as: UTF8.self))
    else { throw Unusable("must be a size with a unit (KiB, MiB, GiB) such as \"1MiB\"") }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
    guard !overflow, range.contains(bytes) else {
      throw Unusable("must be from \"\(Self.text(range.lowerBound))\" to \"\(Self.text(range.upperBound))\"")
    }
    return bytes
  }

  /// So many bytes in the largest unit that needs no fraction.
  package static func text(_ bytes: Int) -> String {
    let unit = units.last { bytes >= $0.bytes && bytes % $0.bytes == 0 }
    return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
  }

  private static let maximumDigits = 12
  private static let units: [(name: String, bytes: Int)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]
}
