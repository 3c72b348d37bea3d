extension String {
  /// Whether both consist of the same code points.
  ///
  /// `==` also holds for canonically equivalent spellings, which JSON keeps apart: "é" may be one code point
  /// or two, and an object may have a member for each.
  package func isIdentical(to other: String) -> Bool {
    self == other && utf8.elementsEqual(other.utf8)
  }
}

/// The name of a member as a key, compared by code points.
struct ExactName: Hashable {
  let text: String

  static func == (left: ExactName, right: ExactName) -> Bool {
    left.text.isIdentical(to: right.text)
  }

  func hash(into hasher: inout Hasher) {
    // Names that are identical are equal strings too, so the hash of the string serves.
    hasher.combine(text)
  }
}
