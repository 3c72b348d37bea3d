package import Telemetry

/// What proves to an agent who is asking.
package enum Credential: Sendable, Hashable {
  case none
  /// A token in `Authorization: Bearer …` (RFC 6750 §2.1).
  case bearer(Secret)
  /// A key that is the whole value of a header.
  case apiKey(header: String, key: Secret)

  /// The header that carries it; nil for none.
  var header: SecretHeader? {
    switch self {
    case .none: nil
    case .bearer(let token): SecretHeader(name: "Authorization", value: Self.bearer(token))
    case .apiKey(let header, let key): SecretHeader(name: header, value: key)
    }
  }

  /// No token gives no value either, so that an empty one is noticed.
  private static func bearer(_ token: Secret) -> Secret {
    token.isEmpty ? token : token.withRevealed { Secret("Bearer \($0)") }
  }
}
