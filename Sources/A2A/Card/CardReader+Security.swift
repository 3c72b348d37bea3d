import JSON

extension CardReader {
  /// 1.0 wraps each scheme in a member named after its kind, 0.3 writes `type` beside the rest, 0.1 only names them.
  mutating func securitySchemes() -> [SecurityScheme] {
    let json = card.first("securitySchemes", "security_schemes")
    if let members = json?.object?.members {
      return members.map { SecurityScheme(name: $0.name, kind: kind(of: $0.value)) }
    }
    if let list = json?.array, !list.isEmpty {
      note(.listedSecuritySchemes)
      return list.map { scheme in
        let kind = kind(of: scheme)
        // Not `name`: that is the header's of an API key.
        let name = scheme.first("id", "schemeName", "type")?.filledString ?? kind
        return SecurityScheme(name: name, kind: kind)
      }
    }
    let old = card.first("authentication")?.first("schemes").words ?? []
    if !old.isEmpty { note(.oldAuthentication) }
    return old.map { SecurityScheme(name: $0, kind: Self.kind(named: $0)) }
  }

  /// The names of the schemes that are wanted together, one set of them after another.
  func securityRequirements() -> [[String]] {
    (card.first("securityRequirements", "security_requirements", "security")?.array ?? []).compactMap {
      json in
      // 1.0 has the names one level down.
      json.first("schemes")?.object?.names ?? json.object?.names
    }
  }

  private mutating func kind(of json: JSONValue) -> String {
    if let word = json.filledString { return Self.kind(named: word) }
    let inner = json.first("scheme")
    if let word = inner?.first("$case")?.string, let value = inner?.first("value") {
      note(.leakedCase)
      return Self.kind(of: .object([word: value]))
    }
    return Self.kind(of: json)
  }

  private static func kind(of json: JSONValue) -> String {
    if let scheme = json.first("httpAuthSecurityScheme", "http_auth_security_scheme") { return http(scheme) }
    if let scheme = json.first("apiKeySecurityScheme", "api_key_security_scheme") { return apiKey(scheme) }
    if json.first("oauth2SecurityScheme", "oauth2_security_scheme") != nil { return "oauth2" }
    if json.first("openIdConnectSecurityScheme", "open_id_connect_security_scheme") != nil {
      return "openIdConnect"
    }
    if json.first("mtlsSecurityScheme", "mtls_security_scheme") != nil { return "mutualTLS" }
    return switch json.first("type")?.string {
    case "http": http(json)
    case "apiKey": apiKey(json)
    case .some(let type): type
    case nil: "unknown"
    }
  }

  /// The kind of a scheme of which there is but a word.
  private static func kind(named word: String) -> String {
    switch word.lowercased() {
    case "bearer", "basic": "http \(word.lowercased())"
    default: word
    }
  }

  private static func http(_ json: JSONValue) -> String {
    "http \((json.first("scheme")?.filledString ?? "bearer").lowercased())"
  }

  private static func apiKey(_ json: JSONValue) -> String {
    let place = json.first("location", "in", "in_")?.filledString ?? "header"
    return "apiKey in \(place) \(json.first("name")?.filledString ?? "")"
  }
}
