/// A name for a file that an agent has named: one that stays in its folder, is seen, and deceives nobody.
struct SafeFileName: Sendable, Hashable, CustomStringConvertible {
  static let maxBytes = 100
  private static let maxExtensionBytes = 16
  /// How much of a name is looked at: its beginning and its end.
  private static let maxScalars = 200
  private static let fallback = "file"

  private let stem: String
  /// With its dot; empty when there is none.
  private let suffix: String

  init(_ name: String) {
    // Whatever separates folders, on any system.
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    var clean = String.UnicodeScalarView()
    for scalar in last.unicodeScalars.ends(Self.maxScalars) {
      clean.append(scalar.isPlainInName ? scalar : "_")
    }
    let text = String(clean)
    var (stem, suffix) = (text[...], ""[...])
    if let dot = text.lastIndex(of: "."), text[dot...].utf8.count <= Self.maxExtensionBytes,
      text[dot...].count > 1
    {
      (stem, suffix) = (text[..<dot], text[dot...])
    }
    stem = stem.drop { " .-_".contains($0) }
    while let last = stem.last, " .".contains(last) { stem = stem.dropLast() }
    while let last = suffix.last, last == " " { suffix = suffix.dropLast() }
    self.stem = stem.isEmpty ? Self.fallback : String(stem)
    self.suffix = suffix.count > 1 ? String(suffix) : ""
  }

  /// The name of the `number`th file that is called so: `report.pdf`, `report-2.pdf`, …
  func numbered(_ number: Int) -> String {
    let end = (number > 1 ? "-\(number)" : "") + suffix
    return stem.prefix(bytes: Self.maxBytes - end.utf8.count) + end
  }

  var description: String { numbered(1) }
}

extension Substring.UnicodeScalarView {
  /// The first `count` scalars and the last ones, where there are more.
  fileprivate func ends(_ count: Int) -> [Unicode.Scalar] {
    self.count <= 2 * count ? Array(self) : Array(prefix(count)) + Array(suffix(count))
  }
}

extension Unicode.Scalar {
  /// True for letters and digits of all scripts, what belongs to them, and a few signs that no shell and no reader
  /// takes for more.
  fileprivate var isPlainInName: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .nonspacingMark, .spacingMark:
      true
    default: " .-_+,()@=".unicodeScalars.contains(self)
    }
  }
}

extension String {
  /// As many whole characters as there is room for.
  fileprivate func prefix(bytes limit: Int) -> String {
    var text = self
    while text.utf8.count > limit { text.removeLast() }
    return text
  }
}
