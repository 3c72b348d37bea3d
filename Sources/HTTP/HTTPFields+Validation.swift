extension HTTPFields {
  /// Fields that frame the message or name its target: they follow from the URL and the body, and a second
  /// opinion about them is how requests get smuggled.
  private static let reserved = ["content-length", "transfer-encoding", "host", "connection", "expect"]

  /// Whether `text` can be a field's name: a token (RFC 9110 §5.6.2).
  package static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(\.isTokenCharacter)
  }

  /// Refuses fields that could not be sent as they are, above all those that would split the message.
  ///
  /// - Throws: `HTTPError` with the cause `invalidRequest`, naming the field but never its value.
  func validate() throws(HTTPError) {
    for (name, value) in self {
      guard Self.isName(name) else {
        throw HTTPError(.invalidRequest, "a field name contains characters that are not allowed in one")
      }
      guard !Self.reserved.contains(where: name.isEqualIgnoringCase) else {
        throw HTTPError(.invalidRequest, "the field \(name) is not the caller's to set")
      }
      guard value.utf8.allSatisfy({ $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else {
        throw HTTPError(.invalidRequest, "the value of the field \(name) contains a line break or NUL")
      }
    }
  }
}

extension UInt8 {
  /// `tchar` of RFC 9110 §5.6.2.
  package var isTokenCharacter: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
