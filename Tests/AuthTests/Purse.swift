import Auth
import HTTP
import Synchronization
import Telemetry

/// Gives out tokens one after the other, the next when the last was refused, and remembers for which scopes.
final class Purse: TokenSource {
  private let state: Mutex<(tokens: [String], scopes: [[String]])>

  init(tokens: [String]) { state = Mutex((tokens, [])) }

  var askedScopes: [[String]] { state.withLock { $0.scopes } }

  func token(for scopes: [String], within limit: Duration?) async throws(AuthorizationFailure) -> Secret {
    let token = state.withLock { state in
      state.scopes.append(scopes)
      return state.tokens.first
    }
    guard let token else { throw AuthorizationFailure(reason: "the purse is empty") }
    return Secret(token)
  }

  func refused(_ token: Secret, for scopes: [String]) async -> Bool {
    state.withLock { state in
      if state.tokens.first.map({ Secret($0) }) == token { state.tokens.removeFirst() }
      return !state.tokens.isEmpty
    }
  }
}
