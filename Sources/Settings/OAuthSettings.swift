package import Telemetry

/// How a token is got from an authorization server (RFC 6749). Nothing here is ever taken from a card.
package struct OAuthSettings: Sendable, Hashable {
  /// Whose token it is, and so how it is got.
  package enum Grant: Sendable, Hashable {
    /// The bridge's own (RFC 6749 §4.4).
    case clientCredentials
    /// The user's, who signs in on another device: `a2a-bridge login AGENT` (RFC 8628).
    case deviceCode
    /// The user's, who signs in with a browser on this machine: `a2a-bridge login AGENT` (RFC 7636, RFC 8252).
    ///
    /// - redirectPort: Where the browser comes back to; nil: any free port.
    case authorizationCode(redirectPort: Int?)

    /// Whether a user has to sign in.
    package var isInteractive: Bool {
      switch self {
      case .clientCredentials: false
      case .deviceCode, .authorizationCode: true
      }
    }
  }

  /// Where the authorization server is.
  package enum Server: Sendable, Hashable {
    /// Its endpoints follow from its metadata (RFC 8414, OpenID Connect Discovery 1.0).
    case issuer(String)
    /// They are said one by one; the grant's own one is there.
    case endpoints(token: String, authorization: String? = nil, deviceAuthorization: String? = nil)

    /// The addresses that the configuration writes down.
    package var addresses: [String] {
      switch self {
      case .issuer(let issuer): [issuer]
      case .endpoints(let token, let authorization, let device):
        [token, authorization, device].compactMap(\.self)
      }
    }
  }

  /// How the bridge proves to the server that it is the client.
  package enum ClientAuthentication: Sendable, Hashable {
    /// Not at all: a public client.
    case none
    /// In the field `Authorization` (RFC 6749 §2.3.1).
    case basic(secret: SecretSource)
    /// In the body.
    case post(secret: SecretSource)
    /// By a token that it signs itself (RFC 7523).
    case privateKeyJWT(key: SecretSource, algorithm: Algorithm, keyID: String?)
  }

  /// How a client's own token is signed (RFC 7518 §3.1).
  package enum Algorithm: String, Sendable, Hashable, CaseIterable {
    case es256 = "ES256"
    case rs256 = "RS256"
  }

  package var grant: Grant
  package var server: Server
  package var clientID: String
  package var clientAuthentication: ClientAuthentication
  package var scopes: [String]
  /// Whether the scopes that the card names for a skill are asked for with calls of that skill.
  package var asksForSkillScopes: Bool
  package var audience: String?
  /// RFC 8707.
  package var resource: String?
  /// Further parameters of all requests to the server, which some want.
  package var parameters: [String: String]
  /// Those that nobody is shown: they go with the bridge's own requests, not with the browser.
  package var secretParameters: [String: SecretSource]

  /// The most scopes, and the most further parameters.
  package static let maximumEntries = 32

  package init(
    grant: Grant, server: Server, clientID: String, clientAuthentication: ClientAuthentication = .none,
    scopes: [String] = [], asksForSkillScopes: Bool = false, audience: String? = nil, resource: String? = nil,
    parameters: [String: String] = [:], secretParameters: [String: SecretSource] = [:]
  ) {
    self.grant = grant
    self.server = server
    self.clientID = clientID
    self.clientAuthentication = clientAuthentication
    self.scopes = scopes
    self.asksForSkillScopes = asksForSkillScopes
    self.audience = audience
    self.resource = resource
    self.parameters = parameters
    self.secretParameters = secretParameters
  }
}
