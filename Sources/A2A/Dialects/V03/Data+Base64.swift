import FoundationEssentials

extension Data {
  /// The shortest text that is taken for base64 where it may as well be meant as it stands.
  private static let leastAmbiguousText = 16

  /// The bytes as text, if that is base64 of a file: servers in Python and Go send files so, in JavaScript as they are.
  ///
  /// A file of text could be such a text itself, so it must be longer than words are, and be text again.
  func base64(of mediaType: String?) -> String? {
    guard !isEmpty, let inner = Data(base64Encoded: self) else { return nil }
    if mediaType?.lowercased().hasPrefix("text/") == true {
      guard count >= Self.leastAmbiguousText, String(validating: inner, as: UTF8.self) != nil else {
        return nil
      }
    }
    return String(decoding: self, as: UTF8.self)
  }
}
