import HTTP

/// Why an authorization server has given no token.
package struct OAuthFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Who has to act on it.
  package enum Kind: Sendable, Hashable {
    /// The server can't be reached, or is out of order.
    case unreachable
    /// The server has said no, in a code of RFC 6749 §5.2 or of those that build on it.
    case refused(code: String)
    /// What the server says can't be used, or must not be.
    case unusable
    /// The user has to sign in: `a2a-bridge login`.
    case signInNeeded
    /// The user has not signed in, in time.
    case timeout
    /// Something on this machine: the configuration, or a file.
    case local
    /// Nobody wants the token any more.
    case cancelled
  }

  package let kind: Kind
  /// What failed and what to do about it, in words that go on after "failed:", without secrets.
  package let reason: String

  package init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  package var description: String { reason }

  /// The code of the refusal; nil where there was none.
  var code: String? { if case .refused(let code) = kind { code } else { nil } }

  static let cancelled = OAuthFailure(.cancelled, "nobody waits for the token any more")

  /// The same with `words` behind it.
  func adding(_ words: String?) -> OAuthFailure {
    words.map { OAuthFailure(kind, "\(reason); \($0)") } ?? self
  }
}

extension AuthorizationFailure {
  init(_ failure: OAuthFailure) {
    self.init(reason: failure.reason, isTemporary: failure.kind == .unreachable)
  }
}
