/// What can be said about the text of an agent's URL before anything parses it as one.
enum AgentURL {
  /// The most bytes of a URL.
  static let maximumBytes = 2_048

  /// `text` if it is an absolute `https` or `http` URL with a host and without credentials.
  static func checked(_ text: String) throws(Unusable) -> String {
    _ = try authority(of: text, userAdvice: "; use \"auth\" or \"headers\"")
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

  /// `text` if it is a URL that tokens and secrets can be sent to.
  static func checkedEndpoint(_ text: String) throws(Unusable) -> String {
    try checkedPrivate(
      text, because: "secrets go there", userAdvice: "; use \"clientId\" and \"clientSecret\"")
  }

  /// `text` if it is a URL where keys can be fetched that are believed.
  static func checkedKeySet(_ text: String) throws(Unusable) -> String {
    try checkedPrivate(text, because: "whoever is on the way could send other keys")
  }

  /// `text` if nobody on the way can read or change what is said there.
  private static func checkedPrivate(
    _ text: String, because reason: String, userAdvice: String = ""
  ) throws(Unusable) -> String {
    _ = try authority(of: text, userAdvice: userAdvice)
    guard !text.contains("#") else { throw Unusable("must not hold a \"#\"", showsText: false) }
    guard plainOrigin(of: text) == nil else {
      throw Unusable(
        "must begin with https://, because \(reason); http:// is for this machine only", showsText: false)
    }
    return text
  }

  /// The same for the name of an issuer, which has no query (RFC 8414 §2).
  static func checkedIssuer(_ text: String) throws(Unusable) -> String {
    _ = try checkedEndpoint(text)
    guard !text.contains("?") else { throw Unusable("must not hold a \"?\"", showsText: false) }
    return text
  }

  /// The origin of `text`, which has been checked, when it is plain http on another machine; nil for all others.
  static func plainOrigin(of text: String) -> String? {
    let scheme = "http://"
    guard text.lowercased().hasPrefix(scheme) else { return nil }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }
    // Readers disagree about where the host ends when there is a backslash.
    return isLoopback(host(of: authority)) && !text.contains("\\") ? nil : scheme + authority
  }

  /// The part of an authority before its port.
  private static func host(of authority: Substring) -> Substring {
    let isBracketed = authority.first == "["
    let end =
      isBracketed ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
    return authority[..<(end ?? authority.endIndex)]
  }

  /// Whether a host is this machine by its very name, as the HTTP client sees it.
  private static func isLoopback(_ host: Substring) -> Bool {
    if ["localhost", "[::1]"].contains(host.lowercased()) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// - Parameter userAdvice: What to do in place of a user in the URL, as the end of a sentence.
  private static func authority(of text: String, userAdvice: String = "") throws(Unusable) -> Substring {
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
      throw Unusable("must not hold a user name or password\(userAdvice)", showsText: false)
    }
    if text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
      throw Unusable("must not hold spaces or control characters", showsText: false)
    }
    if authority.isEmpty || authority.first == ":" { throw Unusable("must name a host", showsText: false) }
    try check(authority)
    return authority
  }

  /// Refuses at once what no request could be made of. Whoever parses the URL has the last word.
  private static func check(_ authority: Substring) throws(Unusable) {
    let host = host(of: authority)
    guard host.first == "[" ? isAddress(host) : host.utf8.allSatisfy(isHostByte) else {
      throw Unusable(
        "must name a host by letters a-z, digits, - and . (others in their xn-- form)", showsText: false)
    }
    let port = authority[host.endIndex...]
    guard port.isEmpty || port == ":" || isPort(port.dropFirst()) && port.first == ":" else {
      throw Unusable("must have a port from 1 to 65535", showsText: false)
    }
  }

  /// An IPv6 address in its brackets, without a zone.
  static func isAddress(_ host: Substring) -> Bool {
    host.last == "]"
      && host.dropFirst().dropLast().utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."): true
        default: (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
      }
  }

  static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "~"): true
    // Whatever libcurl makes of an encoded character, it refuses itself.
    case UInt8(ascii: "%"): true
    default: AgentName.isNameByte(byte)
    }
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && (1...65_535).contains(Int(text) ?? 0)
  }
}
