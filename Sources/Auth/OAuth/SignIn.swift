package import HTTP
package import Settings
package import Telemetry

/// A user's signing in for one agent, whose result is kept for every process of the user's.
package struct SignIn: Sendable {
  /// What has come of it.
  package struct Outcome: Sendable, Hashable {
    /// How long the token holds; nil where the server does not say.
    package let lifetime: Duration?
    /// Whether the bridge can go on after that without the user.
    package let isRenewable: Bool
    /// The scopes that the user was asked for and the server has not given.
    package let missingScopes: [String]

    package init(lifetime: Duration?, isRenewable: Bool, missingScopes: [String] = []) {
      self.lifetime = lifetime
      self.isRenewable = isRenewable
      self.missingScopes = missingScopes
    }
  }

  private let settings: OAuthSettings
  private let server: TokenServer
  private let store: SignInStore
  private let clock: Timing

  /// - Parameter agent: What the agent is called in the configuration, or its address.
  package init(
    _ settings: OAuthSettings, agent: String, client: HTTPClient, stateDirectory: String,
    redaction: Redaction, clock: Timing = .system
  ) {
    self.settings = settings
    self.clock = clock
    store = SignInStore(stateDirectory: stateDirectory, agent: agent, settings)
    server = TokenServer(settings, OAuthExchange(client: client, clock: clock, redaction: redaction))
  }

  /// Lets the user sign in.
  ///
  /// - Parameter show: Shows the user where.
  /// - Throws: why nothing came of it; what was kept before still is.
  package func run(
    _ show: @escaping @Sendable (SignInPrompt) -> Void
  ) async throws(OAuthFailure) -> Outcome {
    let scopes = ScopeSet(settings.scopes)
    let answer = try await answer(for: scopes, show)
    let kept = StoredSignIn(answer, now: clock.time())
    try await store.withLock(clock) { () throws(OAuthFailure) in try store.write(kept) }
    return Outcome(
      lifetime: answer.lifetime, isRenewable: answer.refreshToken != nil,
      missingScopes: answer.scopes.map { given in scopes.scopes.filter { !given.contains($0) } } ?? [])
  }

  private func answer(
    for scopes: ScopeSet, _ show: @escaping @Sendable (SignInPrompt) -> Void
  ) async throws(OAuthFailure) -> TokenAnswer {
    switch settings.grant {
    case .clientCredentials:
      throw OAuthFailure(.local, "the agent's \"auth\" is the bridge's own: there is nothing to sign in for")
    case .deviceCode:
      return try await DeviceSignIn(server: server).run(for: scopes, show)
    case .authorizationCode(let port):
      return try await BrowserSignIn(server: server, port: port).run(for: scopes, show)
    }
  }
}
