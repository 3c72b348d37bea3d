package import HTTP
package import Telemetry

/// A secret that may have to be asked for.
package final class LiveSecret: Sendable {
  private let source: SecretSource

  package init(_ source: SecretSource) {
    self.source = source
  }

  /// The secret as it is now.
  ///
  /// - Throws: why it can't be had.
  package func current() async throws(AuthorizationFailure) -> Secret {
    switch source {
    case .value(let secret): return secret
    case .command(let command):
      throw AuthorizationFailure(reason: "the secret that \(command) prints can't be had")
    }
  }

  /// Hears that `secret` was refused.
  ///
  /// - Returns: Whether another one may be had.
  package func refused(_ secret: Secret) async -> Bool { false }
}
