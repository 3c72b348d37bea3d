import Telemetry

/// A server's no (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5, RFC 8707 §2, OpenID Connect Core 1.0 §3.1.2.6).
struct OAuthRefusal: Sendable {
  let code: String
  /// The server's words.
  let description: String?

  /// Bytes of a server's words that are shown.
  static let wordLimit = 200

  init(_ code: String, _ description: String?) {
    self.code = code
    self.description = description
  }

  /// What it means, with what to do about it.
  ///
  /// - Parameter redaction: Knows what the server's words may not repeat.
  func failure(of server: String, _ redaction: Redaction) -> OAuthFailure {
    let words =
      description.map { ": \(EscapedText.quoting(redaction.redacting($0), limit: Self.wordLimit))" } ?? ""
    let code = EscapedText.quoting(redaction.redacting(code))
    return OAuthFailure(.refused(code: self.code), "\(server) said no, \(code)\(words)").adding(advice)
  }

  private var advice: String? {
    switch code {
    case "invalid_client":
      "it does not know the client or does not believe it: check clientId, clientAuth and the secret or key in the "
        + "agent's \"auth\""
    case "unauthorized_client", "unsupported_grant_type":
      "it does not let this client get tokens in this way: its operator has to allow the grant, or \"auth\" another "
        + "type"
    case "unsupported_response_type": "it does not offer the authorization code flow to this client"
    case "invalid_scope": "check the scopes in the agent's \"auth\""
    case "invalid_target": "check audience and resource in the agent's \"auth\""
    case "invalid_request":
      "it misses or dislikes something in the request: check audience, resource and parameters in the agent's \"auth\""
    case "access_denied": "the user, or a rule of the server, has refused"
    case "login_required", "interaction_required", "consent_required", "account_selection_required":
      "it wants the user to sign in"
    case "server_error", "temporarily_unavailable", "slow_down": "try again later"
    default: nil
    }
  }
}
