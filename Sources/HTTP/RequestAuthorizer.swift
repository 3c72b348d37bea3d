/// Adds to requests what proves who sends them.
package protocol RequestAuthorizer: Sendable {
  /// Adds credentials to `request`, which must be meant for the origin the credentials belong to. A server that gives
  /// them out is waited for as long as the request may take in all.
  ///
  /// - Throws: `AuthorizationFailure` when there are none for it.
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure)

  /// Hears that `request`, which this has authorized, was refused (401 or 403), and says what to do about it.
  func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice
}

/// What to do about a refused request.
package enum RefusalAdvice: Sendable, Equatable {
  /// Authorize the same request once more and send it again: it will have other credentials. A request that was refused
  /// has not been acted on.
  case retry
  /// Nothing: what is missing, in a sentence for people and without secrets; nil where nothing is known.
  case giveUp(String?)
}

/// Why a request could not be given credentials.
package struct AuthorizationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence for people, without secrets.
  package let reason: String
  /// Whether whoever gives out credentials can't be reached for now: then nothing is known against those that are
  /// configured.
  package let isTemporary: Bool

  /// A failure for `reason`.
  package init(reason: String, isTemporary: Bool = false) {
    self.reason = reason
    self.isTemporary = isTemporary
  }

  /// The reason.
  package var description: String { reason }
}
