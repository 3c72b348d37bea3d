package import Telemetry

/// What an agent asks for before it answers.
package enum CredentialSettings: Sendable, Hashable {
  case none
  /// `Authorization: Bearer …` (RFC 6750).
  case bearer(SecretSource)
  /// A key at a place of the agent's choice.
  case apiKey(APIKeyPlace, key: SecretSource)
  /// `Authorization: Basic …` (RFC 7617).
  case basic(username: String, password: SecretSource)
  /// A token that an authorization server gives out.
  case oauth(OAuthSettings)
  /// A signature over each request, as services of AWS want it.
  case awsSigV4(AWSSettings)
}

/// Where an API key stands in a request (OpenAPI 3.2 "Security Scheme Object").
package enum APIKeyPlace: Sendable, Hashable {
  case header(String)
  case query(String)
  case cookie(String)
}
