/// A name for a file that an agent has named: one that stays in its folder, is seen, and deceives nobody.
///
/// All is done scalar by scalar: marks may hide a dot or a slash in one character with them.
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
    let words = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }
    let last = words.last ?? Substring().unicodeScalars
    var clean = last.ends(Self.maxScalars).map { $0.isPlainInName ? $0 : "_" }[...]
    while let last = clean.last, last == " " || last == "." { clean.removeLast() }
    var end: ArraySlice<Unicode.Scalar> = []
    if let dot = clean.lastIndex(of: "."), clean[dot...].isEnd(bytes: Self.maxExtensionBytes) {
      (clean, end) = (clean[..<dot], clean[dot...])
    }
    clean = clean.drop { !$0.mayBeginName }
    while let last = clean.last, last == " " || last == "." { clean.removeLast() }
    stem = clean.isEmpty ? Self.fallback : String(clean)
    suffix = String(end)
  }

  /// The name of another file that is called so, told by `mark`: `report-0a1b2c.pdf`.
  func marked(_ mark: String) -> String { cut(before: "-\(mark)\(suffix)") }

  var description: String { cut(before: suffix) }

  private func cut(before end: String) -> String {
    stem.prefix(bytes: Self.maxBytes - end.utf8.count) + end
  }
}

extension Substring.UnicodeScalarView {
  /// The first `count` scalars and the last ones, with a sign between them, where there are more.
  fileprivate func ends(_ count: Int) -> [Unicode.Scalar] {
    self.count <= 2 * count ? Array(self) : Array(prefix(count)) + ["_"] + Array(suffix(count))
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// True for the end of a name that says what a file is: a dot, and something plain behind it.
  fileprivate func isEnd(bytes limit: Int) -> Bool {
    count > 1 && String(self).utf8.count <= limit && dropFirst().allSatisfy(\.mayBeginName)
  }
}

extension String {
  fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }

  /// As many scalars from the beginning as there is room for.
  fileprivate func prefix(bytes limit: Int) -> String {
    var text = unicodeScalars
    var bytes = utf8.count
    while bytes > limit, let last = text.popLast() { bytes -= UTF8.width(last) }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// True for letters and digits of all scripts, what belongs to them, and a few signs that no shell and no reader
  /// takes for more. What is not seen is no letter.
  fileprivate var isPlainInName: Bool {
    guard !properties.isDefaultIgnorableCodePoint else { return false }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .nonspacingMark, .spacingMark:
      true
    default: " .-_+,()@=".unicodeScalars.contains(self)
    }
  }

  /// False for what hides a file, looks like an option, or belongs to a letter before it.
  fileprivate var mayBeginName: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark: false
    default: !" .-_".unicodeScalars.contains(self)
    }
  }
}
