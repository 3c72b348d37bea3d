package import Telemetry

/// What an agent asks for before it answers.
package enum CredentialSettings: Sendable, Hashable {
  case none
  /// `Authorization: Bearer …` (RFC 6750).
  case bearer(Secret)
  /// A key in a header of the agent's choice.
  case apiKey(header: String, key: Secret)
}
