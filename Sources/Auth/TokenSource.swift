package import HTTP
package import Telemetry

/// Gives out the tokens that an authorization server has given to the bridge.
package protocol TokenSource: Sendable {
  /// A token that is good for `scopes`, got from the server where none is at hand.
  ///
  /// - Parameter limit: How long the server is waited for; nil: as long as it takes. Asking it goes on after that.
  /// - Throws: why there is none, with what the user can do about it.
  func token(for scopes: [String], within limit: Duration?) async throws(AuthorizationFailure) -> Secret

  /// Hears that an agent has refused `token`.
  ///
  /// - Returns: Whether another one may fare better, which the next question brings.
  func refused(_ token: Secret, for scopes: [String]) async -> Bool
}
