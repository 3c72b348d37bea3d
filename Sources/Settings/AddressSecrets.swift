import Telemetry

/// What is secret in addresses that the bridge is given: the user of a proxy, the query of an agent.
struct AddressSecrets {
  let redaction: Redaction

  /// The variables whose values are addresses of proxies, in lower case.
  private static let proxies = ["http_proxy", "https_proxy", "all_proxy", "ftp_proxy"]
  /// Names of credentials in a query that are nothing of the kind elsewhere.
  private static let names: Set = ["code", "key", "sig", "signature", "sid"]

  /// Registers the users of the proxies in `environment`.
  func registerProxies(in environment: [String: String]) {
    for (name, value) in environment where Self.proxies.contains(name.lowercased()) {
      let address = value.firstRange(of: "://").map { value[$0.upperBound...] } ?? value[...]
      guard let end = address.lastIndex(of: "@") else { continue }
      let user = address[..<end]
      register(user)
      if let colon = user.firstIndex(of: ":") { register(user[user.index(after: colon)...]) }
    }
  }

  /// Registers what may be a credential in the query of `url`, and the query as a whole.
  func registerQuery(of url: String?) {
    guard let url, let mark = url.firstIndex(of: "?") else { return }
    let query = url[url.index(after: mark)...].prefix { $0 != "#" }
    var isSecret = false
    for item in query.split(separator: "&") {
      guard let equals = item.firstIndex(of: "=") else { continue }
      let (name, value) = (item[..<equals], item[item.index(after: equals)...])
      guard
        Redaction.isSensitive(name: String(name)) || Self.names.contains(name.lowercased())
          || LikelySecret.isIn(String(value))
      else { continue }
      isSecret = true
      register(value)
    }
    if isSecret || LikelySecret.isIn(String(query)) { register(query) }
  }

  /// As it is written, and what is meant.
  private func register(_ text: Substring) {
    redaction.register(Secret(String(text)), forGood: true)
    redaction.register(Secret(Self.decoded(text)), forGood: true)
  }

  private static func decoded(_ text: Substring) -> String {
    var (bytes, rest) = ([UInt8](), Array(text.utf8)[...])
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension AgentSettings {
  /// The addresses of the agent, and of those that are asked about it.
  var addresses: [String] {
    var addresses = cardTrust.keys
    if let url { addresses.append(url) }
    if case .oauth(let oauth) = credential { addresses += oauth.server.addresses }
    return addresses
  }
}
