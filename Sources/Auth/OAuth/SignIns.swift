import Settings
import Storage
import Synchronization
import Telemetry

/// The tokens that a user's signing in has brought, renewed without the user for as long as the server lets it.
///
/// Several processes share them. A server that gives out another refresh token with each renewal takes the use of an
/// old one for a theft, so one process renews at a time, with what the file says then, and no token is used before it
/// is kept.
final class SignIns: Sendable {
  private let store: SignInStore?
  private let agent: String
  private let server: TokenServer
  /// What the server has given out and the file does not hold, because it could not be written.
  private let unkept = Mutex<Unkept?>(nil)

  private struct Unkept {
    let old: StoredSignIn
    let new: StoredSignIn
  }

  init(store: SignInStore?, agent: String, server: TokenServer) {
    self.store = store
    self.agent = agent
    self.server = server
  }

  private var clock: Timing { server.exchange.clock }
  private var redaction: Redaction { server.exchange.redaction }

  /// What tells the kept sign-in from another one; nil where there is none.
  var stamp: FileStamp? { store?.stamp }

  /// - Parameter refused: A token that the agent did not take.
  /// - Returns: the token, and whether the server has just given it out.
  func token(
    refused: Secret?
  ) async throws(OAuthFailure) -> (token: AccessToken, isNew: Bool) {
    guard let store else {
      throw OAuthFailure(
        .local,
        "there is no folder to keep a sign-in in: name one with stateDir in bridge.json or --state-dir")
    }
    // Most of the time there is nothing to renew, and nobody to wait for.
    let stamp = store.stamp
    guard let first = try store.read() else { throw signInNeeded("nobody has signed in for \(agent)") }
    if let token = usable(first, stamp, refused) { return (token, false) }
    return try await store.withLock(clock) { () throws(OAuthFailure) in
      try await renew(in: store, refused)
    }
  }

  /// Asks the server, while no other process does.
  private func renew(
    in store: SignInStore, _ refused: Secret?
  ) async throws(OAuthFailure) -> (token: AccessToken, isNew: Bool) {
    try makeUp(in: store)
    let stamp = store.stamp
    guard let known = try store.read() else {
      throw signInNeeded("nobody is signed in for \(agent) any more")
    }
    if let token = usable(known, stamp, refused) { return (token, false) }
    guard let refreshToken = known.refreshToken else {
      throw signInNeeded("the sign-in for \(agent) has ended")
    }
    redaction.register(refreshToken)
    let answer: TokenAnswer
    do throws(OAuthFailure) {
      answer = try await server.renewed(refreshToken)
    } catch {
      guard error.code == "invalid_grant" else { throw error }
      throw signInNeeded("\(error.reason): the sign-in for \(agent) has ended")
    }
    let renewed = StoredSignIn(answer, replacing: known, now: clock.time())
    unkept.withLock { $0 = Unkept(old: known, new: renewed) }
    try makeUp(in: store)
    var token = AccessToken(answer.accessToken, lifetime: answer.lifetime, now: clock.now())
    token.source = store.stamp
    return (token, true)
  }

  /// Writes what could not be written before, unless the user has signed in anew since.
  private func makeUp(in store: SignInStore) throws(OAuthFailure) {
    guard let unkept = unkept.withLock({ $0 }) else { return }
    if try store.read() == unkept.old { try store.write(unkept.new) }
    self.unkept.withLock { $0 = nil }
  }

  /// - Parameter stamp: That of the file before it was read: what is written meanwhile is another one.
  private func usable(_ signIn: StoredSignIn, _ stamp: FileStamp?, _ refused: Secret?) -> AccessToken? {
    guard signIn.accessToken != refused else { return nil }
    redaction.register(signIn.accessToken)
    var token = signIn.accessToken(time: clock.time(), now: clock.now())
    token?.source = stamp
    return token
  }

  private func signInNeeded(_ why: String) -> OAuthFailure {
    OAuthFailure(.signInNeeded, "\(why); the user has to run: a2a-bridge login \(agent.shellWord)")
  }
}
