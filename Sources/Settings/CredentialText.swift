/// What the words beside a secret may be. None that may not be is ever shown: it is often the secret, put into the
/// wrong place, or both in one (`"X-Api-Key: …"`).
enum CredentialText {
  /// The most bytes of a name or an identifier.
  static let maximumBytes = 1_024

  /// The user of HTTP Basic, which ends at the first colon (RFC 7617 §2).
  static func username(_ text: String) throws(Unusable) -> String {
    guard isPlain(text), !text.contains(":") else {
      throw Unusable("must be a user name, without colons and control characters", showsText: false)
    }
    return text
  }

  /// The name of a parameter in a URL.
  static func queryName(_ text: String) throws(Unusable) -> String {
    guard isPlain(text), !text.contains(where: { "=&".contains($0) }) else {
      throw Unusable("must be the name of a parameter, without =, & and control characters", showsText: false)
    }
    return text
  }

  /// The name of a cookie: a token, as that of a header is (RFC 6265 §4.1.1).
  static func cookieName(_ text: String) throws(Unusable) -> String {
    guard HeaderName.isToken(text) else {
      throw Unusable("must be the name of a cookie (letters, digits and - _ .)", showsText: false)
    }
    return text
  }

  /// A region or a service: they are put together with colons.
  static func awsName(_ text: String) throws(Unusable) -> String {
    let isName = text.utf8.allSatisfy {
      AgentName.isNameByte($0) && $0 != UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    guard isName, (1...64).contains(text.utf8.count) else {
      throw Unusable(
        "must be 1 to 64 of the characters a-z, 0-9 and -, such as \"us-east-1\"", showsText: false)
    }
    return text
  }

  /// Whatever an authorization server calls a client, a key or an audience.
  static func identifier(_ text: String) throws(Unusable) -> String {
    guard isPlain(text) else {
      throw Unusable("must be 1 to \(maximumBytes) bytes without control characters", showsText: false)
    }
    return text
  }

  /// A scope (RFC 6749 §3.3).
  static func scope(_ text: String) throws(Unusable) -> String {
    let isScope = text.utf8.allSatisfy {
      (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isScope, (1...maximumBytes).contains(text.utf8.count) else {
      throw Unusable("must be a scope, without spaces and quotes", showsText: false)
    }
    return text
  }

  /// What a token is for (RFC 8707 §2).
  static func resource(_ text: String) throws(Unusable) -> String {
    let isURI = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    guard isURI, text.contains(":"), text.utf8.count <= AgentURL.maximumBytes else {
      throw Unusable("must be an absolute URI without a fragment", showsText: false)
    }
    return text
  }

  private static func isPlain(_ text: String) -> Bool {
    (1...maximumBytes).contains(text.utf8.count)
      && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }
}
