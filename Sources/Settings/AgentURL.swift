/// What can be said about the text of an agent's URL before anything parses it as one.
enum AgentURL {
  /// The most bytes of a URL.
  static let maximumBytes = 2_048

  /// `text` if it is an absolute `https` or `http` URL with a host and without credentials.
  static func checked(_ text: String) throws(Unusable) -> String {
    _ = try authority(of: text)
    return text
  }

  /// `text` if it is a URL with nothing after its host and port but at most one slash, which is left out.
  static func checkedOrigin(_ text: String) throws(Unusable) -> String {
    let end = try authority(of: text).endIndex
    guard ["", "/"].contains(text[end...]) else {
      throw Unusable(
        "must be an origin such as \"https://agent.example.com\", without a path", showsText: false)
    }
    return String(text[..<end])
  }

  private static func authority(of text: String) throws(Unusable) -> Substring {
    guard text.utf8.count <= maximumBytes else {
      throw Unusable("must not be longer than \(maximumBytes) bytes", showsText: false)
    }
    guard let start = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
      // Whatever stands before an @ or after a ? may be a credential.
      throw Unusable(
        "must be a URL such as \"https://agent.example.com\"", showsText: !text.contains { "@?".contains($0) }
      )
    }
    let authority = text.dropFirst(start.count).prefix { !"/?#\\".contains($0) }
    if authority.contains("@") {
      throw Unusable("must not hold a user name or password; use \"auth\" or \"headers\"", showsText: false)
    }
    if text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
      throw Unusable("must not hold spaces or control characters", showsText: false)
    }
    if authority.isEmpty || authority.first == ":" { throw Unusable("must name a host", showsText: false) }
    return authority
  }
}
