/// Adds to requests what proves who sends them.
package protocol RequestAuthorizer: Sendable {
  /// Adds credentials to `request`, which must be meant for the origin the credentials belong to.
  ///
  /// - Throws: `AuthorizationFailure` when there are none for it.
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure)
}

/// Why a request could not be given credentials.
package struct AuthorizationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence for people, without secrets.
  package let reason: String

  /// A failure for `reason`.
  package init(reason: String) { self.reason = reason }

  /// The reason.
  package var description: String { reason }
}
