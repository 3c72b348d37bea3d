/// One way of proving who calls (A2A 1.0 §4.5.1), as far as a user must know it. Addresses in it are nobody's business:
/// where tokens come from is the configuration's to say.
package struct SecurityScheme: Sendable, Hashable {
  /// What a client has to show.
  package enum Proof: Sendable, Hashable {
    case bearer
    case basic
    /// Another scheme of the field `Authorization`, in lower case.
    case http(String)
    case apiKey(KeyPlace, name: String)
    case oauth2([OAuthFlow])
    case openIDConnect
    /// A certificate of its own.
    case mutualTLS
    /// Something that this does not know, by its word.
    case unknown(String)
  }

  /// Where an API key stands.
  package enum KeyPlace: String, Sendable, Hashable {
    case header, query, cookie
  }

  package var name: String
  package var proof: Proof

  package init(name: String, proof: Proof) {
    self.name = name
    self.proof = proof
  }

  /// `http bearer`, `apiKey in header X-API-Key`, `oauth2`, …
  package var kind: String { proof.description }
}

extension SecurityScheme.Proof: CustomStringConvertible {
  package var description: String {
    switch self {
    case .bearer: "http bearer"
    case .basic: "http basic"
    case .http(let scheme): "http \(scheme)"
    case .apiKey(let place, let name): "apiKey in \(place.rawValue) \(name)"
    case .oauth2: "oauth2"
    case .openIDConnect: "openIdConnect"
    case .mutualTLS: "mutualTLS"
    case .unknown(let word): word
    }
  }
}

/// One way of getting a token (A2A 1.0 §4.5.8), without the addresses that the card names.
package struct OAuthFlow: Sendable, Hashable {
  package enum Grant: String, Sendable, Hashable, CaseIterable {
    case authorizationCode, clientCredentials, deviceCode, implicit, password
  }

  package var grant: Grant
  /// All scopes that there are, by name.
  package var scopes: [String]

  package init(_ grant: Grant, scopes: [String] = []) {
    self.grant = grant
    self.scopes = scopes
  }
}

/// What is wanted together (A2A 1.0 §4.5.9): nothing, when there is nothing in it.
package struct SecurityRequirement: Sendable, Hashable {
  /// A scheme by its name, and the scopes that a token must have.
  package struct Use: Sendable, Hashable {
    package var scheme: String
    package var scopes: [String]

    package init(_ scheme: String, scopes: [String] = []) {
      self.scheme = scheme
      self.scopes = scopes
    }
  }

  package var uses: [Use]

  package init(_ uses: [Use]) { self.uses = uses }
}
