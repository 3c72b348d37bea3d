package import HTTP
package import Settings
import Synchronization
package import Telemetry

/// The tokens that an authorization server gives out for one agent.
///
/// They are kept in memory, asked for before they end, and once for all who need the same one. None ever goes to another
/// agent: whoever wants to send tokens to a second agent makes a second one of these.
package final class OAuthTokens: TokenSource {
  private let settings: OAuthSettings
  private let server: TokenServer
  private let signIns: SignIns?
  private let exchanges: OpenExchanges
  private let clock: Timing
  private let onToken: @Sendable (String) -> Void
  private let table = Mutex(TokenTable())

  /// - Parameters:
  ///   - agent: What the agent is called in the configuration, or its address.
  ///   - client: Speaks with the authorization server.
  ///   - stateDirectory: Where users' signing in is kept; nil: nowhere.
  ///   - exchanges: Where tokens are asked for, whoever still waits for them.
  ///   - redaction: Hears of every token.
  ///   - onToken: Hears of every token that the server has given out, and how.
  package init(
    _ settings: OAuthSettings, agent: String, client: HTTPClient, stateDirectory: String?,
    exchanges: OpenExchanges = OpenExchanges(), redaction: Redaction, clock: Timing = .system,
    onToken: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.settings = settings
    self.exchanges = exchanges
    self.clock = clock
    self.onToken = onToken
    server = TokenServer(
      settings, OAuthExchange(client: client, clock: clock, redaction: redaction))
    signIns =
      settings.grant == .clientCredentials
      ? nil
      : SignIns(
        store: stateDirectory.map { SignInStore(stateDirectory: $0, agent: agent, settings) },
        agent: AgentSettings.withoutQuery(agent), server: server)
  }

  package func token(
    for scopes: [String], within limit: Duration? = nil
  ) async throws(AuthorizationFailure) -> Secret {
    let scopes = asked(scopes)
    while !Task.isCancelled {
      let source = signIns?.stamp
      let flight: Flight
      switch table.withLock({ $0.ask(scopes, source: source, now: clock.now()) }) {
      case .token(let token): return token
      case .failure(let failure): throw failure
      case .wait(let other): flight = other
      case .fetch(let new, let refused, let known):
        exchanges.start { new.land(await self.fly(scopes, refused: refused)) }
        if let known { return known }
        flight = new
      }
      switch await flight.outcome(within: limit, clock) {
      case .token(let token)?: return token
      case .failure(let failure)?: throw failure
      case nil where !Task.isCancelled: throw Self.late
      case .abandoned?, nil: break
      }
    }
    throw AuthorizationFailure(.cancelled)
  }

  private static let late = AuthorizationFailure(
    reason: "the authorization server has not given a token in time", isTemporary: true)

  package func refused(_ token: Secret, for scopes: [String]) async -> Bool {
    let scopes = asked(scopes)
    return table.withLock { $0.refused(token, scopes, now: clock.now()) }
  }

  /// A user has granted what was asked for with the sign-in, and nothing is added to that.
  private func asked(_ scopes: [String]) -> ScopeSet {
    ScopeSet(signIns == nil ? settings.scopes + scopes : settings.scopes)
  }

  /// Fetches a token for everybody who waits for it.
  private func fly(_ scopes: ScopeSet, refused: Secret?) async -> Flight.Outcome {
    let result: Result<AccessToken, AuthorizationFailure>?
    do throws(OAuthFailure) {
      result = .success(try await fetch(scopes, refused: refused))
    } catch {
      result = error.kind == .cancelled ? nil : .failure(AuthorizationFailure(error))
    }
    return table.withLock { $0.land(scopes, result, now: clock.now(), chance: clock.chance()) }
  }

  private func fetch(_ scopes: ScopeSet, refused: Secret?) async throws(OAuthFailure) -> AccessToken {
    guard let signIns else {
      let answer = try await server.clientToken(for: scopes)
      onToken("client credentials")
      return AccessToken(answer.accessToken, lifetime: answer.lifetime, now: clock.now())
    }
    let (token, isNew) = try await signIns.token(refused: refused)
    if isNew { onToken("refresh token") }
    return token
  }
}
