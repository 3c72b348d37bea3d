import Auth
import HTTP
import Telemetry

/// Stands for an authorization server where none is needed.
struct NoTokens: TokenSource {
  func token(for scopes: [String], within limit: Duration?) async throws(AuthorizationFailure) -> Secret {
    throw AuthorizationFailure(reason: "there is no token")
  }

  func refused(_ token: Secret, for scopes: [String]) async -> Bool { false }
}
