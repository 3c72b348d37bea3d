import HTTP
import Telemetry

/// One of the things that an agent's requests are given.
enum CredentialPart: Sendable {
  case secret(LiveSecret, CredentialPlace)
  /// A token of an authorization server, for the scopes that the running call needs.
  case token(any TokenSource)
  case signature(AWSSigner)

  /// Adds it to `request`, and the secrets in it to those that the request shows: as many as ``count``.
  func add(to request: inout HTTPRequest) async throws(AuthorizationFailure) {
    switch self {
    case .secret(let secret, let place): try await Self.put(secret.current(), place, &request)
    case .token(let source):
      let token = try await source.token(for: RequestedScopes.current, within: request.deadlines.total)
      try Self.put(token, .bearer, &request)
    case .signature(let signer): try await signer.sign(&request)
    }
  }

  /// How many secrets it shows.
  var count: Int {
    switch self {
    case .secret, .token: 1
    case .signature(let signer): signer.count
    }
  }

  /// Hears that what it has shown was refused.
  ///
  /// - Parameter secrets: Those in the request, as many as ``count``.
  /// - Returns: Whether something else may be had.
  func refused(_ secrets: [Secret]) async -> Bool {
    switch self {
    case .secret(let secret, _): await secrets.first.mayBeReplaced { await secret.refused($0) }
    case .token(let source):
      await secrets.first.mayBeReplaced { await source.refused($0, for: RequestedScopes.current) }
    case .signature(let signer): await signer.refused(secrets)
    }
  }

  private static func put(
    _ secret: Secret, _ place: CredentialPlace, _ request: inout HTTPRequest
  ) throws(AuthorizationFailure) {
    do throws(InvalidCredential) {
      try place.check(secret)
    } catch {
      throw AuthorizationFailure(reason: "\(error)")
    }
    place.put(secret, into: &request)
  }
}

extension Secret? {
  fileprivate func mayBeReplaced(_ ask: (Secret) async -> Bool) async -> Bool {
    if let self { await ask(self) } else { false }
  }
}
