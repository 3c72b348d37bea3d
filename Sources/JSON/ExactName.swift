extension String {
  /// Whether both consist of the same code points.
  ///
  /// `==` also holds for canonically equivalent spellings, which JSON keeps apart: "é" may be one code point
  /// or two, and an object may have a member for each.
  package func isIdentical(to other: String) -> Bool {
    let (left, right) = (utf8.span, other.utf8.span)
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}

/// The name of a member as a key, compared and hashed by code points: names that are merely equivalent must not share a
/// hash, or an object full of such would cost the square of their number.
struct ExactName: Hashable {
  let text: String

  static func == (left: ExactName, right: ExactName) -> Bool {
    left.text.isIdentical(to: right.text)
  }

  func hash(into hasher: inout Hasher) {
    let bytes = text.utf8.span
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
