import JSON

extension CardReader {
  /// 1.0 wraps each scheme in a member named after its kind, 0.3 writes `type` beside the rest, 0.1 only names them.
  mutating func securitySchemes() -> [SecurityScheme] {
    first(Self.maxSchemes, of: namedSchemes(), "security schemes")
  }

  private mutating func namedSchemes() -> [SecurityScheme] {
    let json = card.first("securitySchemes", "security_schemes")
    if let members = json?.object?.members {
      return members.map { SecurityScheme(name: $0.name, proof: proof(in: $0.value)) }
    }
    if let list = json?.array, !list.isEmpty {
      note(.listedSecuritySchemes)
      return list.map { scheme in
        let proof = proof(in: scheme)
        // Not `name`: that is the header's of an API key.
        let name = scheme.first("id", "schemeName", "type")?.filledString ?? proof.description
        return SecurityScheme(name: name, proof: proof)
      }
    }
    let old = card.first("authentication")?.first("schemes").words ?? []
    if !old.isEmpty { note(.oldAuthentication) }
    return old.map { SecurityScheme(name: $0, proof: .init(named: $0)) }
  }

  /// What is wanted of every client: any one of these will do.
  mutating func securityRequirements() -> [SecurityRequirement] {
    first(Self.maxRequirements, of: SecurityRequirement.all(in: card), "security requirements")
  }

  private mutating func proof(in json: JSONValue) -> SecurityScheme.Proof {
    if let word = json.filledString { return .init(named: word) }
    let inner = json.first("scheme")
    if let word = inner?.first("$case")?.string, let value = inner?.first("value") {
      note(.leakedCase)
      return .init(wire: .object([word: value]))
    }
    return .init(wire: json)
  }
}

extension SecurityRequirement {
  /// The requirements in a card or one of its skills. 1.0 has the names one level down, and so the scopes.
  static func all(in json: JSONValue) -> [SecurityRequirement] {
    (json.first("securityRequirements", "security_requirements", "security")?.array ?? []).compactMap {
      entry in
      (entry.first("schemes")?.object ?? entry.object).map { schemes in
        SecurityRequirement(
          schemes.members.map { member in
            Use(member.name, scopes: (member.value.first("list") ?? member.value as JSONValue?).words)
          })
      }
    }
  }
}

extension SecurityScheme.Proof {
  /// A proof of which there is but a word.
  fileprivate init(named word: String) {
    self =
      switch word.lowercased() {
      case "bearer": .bearer
      case "basic": .basic
      default: .unknown(word)
      }
  }

  fileprivate init(wire json: JSONValue) {
    if let scheme = json.first("httpAuthSecurityScheme", "http_auth_security_scheme") {
      self.init(http: scheme)
    } else if let scheme = json.first("apiKeySecurityScheme", "api_key_security_scheme") {
      self.init(apiKey: scheme)
    } else if let scheme = json.first("oauth2SecurityScheme", "oauth2_security_scheme") {
      self = .oauth2(OAuthFlow.all(in: scheme))
    } else if json.first("openIdConnectSecurityScheme", "open_id_connect_security_scheme") != nil {
      self = .openIDConnect
    } else if json.first("mtlsSecurityScheme", "mtls_security_scheme") != nil {
      self = .mutualTLS
    } else {
      self.init(typed: json)
    }
  }

  private init(typed json: JSONValue) {
    switch json.first("type")?.string {
    case "http": self.init(http: json)
    case "apiKey": self.init(apiKey: json)
    case "oauth2": self = .oauth2(OAuthFlow.all(in: json))
    case "openIdConnect": self = .openIDConnect
    case "mutualTLS": self = .mutualTLS
    case .some(let type): self = .unknown(type)
    case nil: self = .unknown("unknown")
    }
  }

  private init(http json: JSONValue) {
    // Some forget the scheme; it is hardly ever another one.
    let scheme = (json.first("scheme")?.filledString ?? "bearer").lowercased()
    self =
      switch scheme {
      case "bearer": .bearer
      case "basic": .basic
      default: .http(scheme)
      }
  }

  private init(apiKey json: JSONValue) {
    let word = json.first("location", "in", "in_")?.filledString ?? "header"
    let name = json.first("name")?.filledString ?? ""
    self =
      SecurityScheme.KeyPlace(rawValue: word.lowercased()).map { .apiKey($0, name: name) }
      ?? .unknown("apiKey in \(word) \(name)")
  }
}

extension OAuthFlow {
  fileprivate static func all(in scheme: JSONValue) -> [OAuthFlow] {
    let flows = scheme.first("flows")
    return Grant.allCases.compactMap { grant in
      flows?.first(grant.rawValue, grant.snakeCase).map { flow in
        OAuthFlow(grant, scopes: flow.first("scopes")?.object?.names.sorted() ?? [])
      }
    }
  }
}

extension OAuthFlow.Grant {
  fileprivate var snakeCase: String {
    rawValue.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }
}
