/// A size as people write it: "2 MiB", "512KB", "1000".
struct ByteCount: Equatable {
  let bytes: Int

  private static let units = [
    "": 1, "b": 1, "byte": 1, "bytes": 1, "kb": 1_000, "kib": 1 << 10, "mb": 1_000_000, "mib": 1 << 20,
    "gb": 1_000_000_000, "gib": 1 << 30,
  ]

  /// nil when `text` is no size, or one that cannot be counted.
  init?(_ text: some StringProtocol) {
    let digits = text.prefix(while: \.isNumber)
    let unit = text[digits.endIndex...].drop(while: \.isWhitespace).lowercased()
    guard let number = Int(digits), let factor = Self.units[unit] else { return nil }
    let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: factor)
    guard !isTooMuch else { return nil }
    self.bytes = bytes
  }

  /// The first size with a unit in a sentence.
  init?(in wish: Wish) {
    let words = wish.words
    for (index, word) in words.enumerated() where word.first?.isNumber == true {
      let next = index + 1 < words.count ? words[index + 1] : ""
      let candidates = [String(word), "\(word) \(next)"].filter { $0.contains(where: \.isLetter) }
      guard let size = candidates.compactMap({ Self($0) }).first else { continue }
      self = size
      return
    }
    return nil
  }
}
