package import Auth
import HTTP
package import Logging
package import Settings

/// A user's signing in for one agent.
package struct AgentSignIn: Sendable {
  /// Why there is nothing to sign in for.
  package struct Invalid: Error, Hashable, CustomStringConvertible {
    package let description: String
  }

  /// What the agent is called.
  package let label: String
  private let identifier: String
  private let oauth: OAuthSettings
  private let settings: BridgeSettings
  private let stateDirectory: String
  private let audit: AuditTrail
  private let policy: ConnectionPolicy

  /// - Parameters:
  ///   - name: The agent's name in the configuration, or its address.
  ///   - logger: Hears that the audit can't be written.
  package init(_ name: String, in settings: BridgeSettings, logger: Logger) throws(Invalid) {
    let agent = try Self.agent(name, in: settings)
    if case .disabled(let reason) = agent.status {
      throw Invalid(description: "The agent \(agent.label) can't be used: \(reason)")
    }
    guard let oauth = agent.signIn else {
      throw Invalid(
        description:
          "There is nothing to sign in for: the \"auth\" of \(agent.label) is neither \"authorizationCode\" "
          + "nor \"deviceCode\".")
    }
    let stateDirectory = try Self.stateDirectory(of: settings)
    policy = ConnectionPolicy(serversBeside: agent)
    label = agent.label
    identifier = agent.identifier
    self.oauth = oauth
    self.settings = settings
    self.stateDirectory = stateDirectory
    audit = AuditTrail(
      settings.audit, keys: KeyRing(stateDirectory: stateDirectory, logger: logger),
      redaction: settings.redaction, logger: logger)
  }

  /// What is to be said of the agents for which the user has to sign in first.
  package static func findings(_ settings: BridgeSettings) -> [Finding] {
    settings.agents.filter(\.isEnabled).compactMap { agent in
      guard let oauth = agent.signIn else { return nil }
      let store = settings.stateDirectory.map {
        SignInStore(stateDirectory: $0, agent: agent.identifier, oauth)
      }
      guard let obstacle = store.map({ $0.obstacle() }) ?? "there is no folder to keep a sign-in in" else {
        return nil
      }
      return Finding(
        .error, agent.label, "its calls fail: \(CleanText.line(obstacle, limit: 300))",
        fix: "run: a2a-bridge login \(agent.commandWord)")
    }
  }

  /// Lets the user sign in, for every process of the user's that uses the same folder.
  ///
  /// - Parameter show: Shows the user where.
  package func run(
    _ show: @escaping @Sendable (SignInPrompt) -> Void
  ) async throws(OAuthFailure) -> SignIn.Outcome {
    let outcome = try await SignIn(
      oauth, agent: identifier, client: HTTPClient(policy: policy), stateDirectory: stateDirectory,
      redaction: settings.redaction
    ).run(show)
    audit.record(.signedIn(agent: label, how: "login"))
    audit.flush()
    return outcome
  }

  /// The agent of that name or address.
  static func agent(_ name: String, in settings: BridgeSettings) throws(Invalid) -> AgentSettings {
    let agents = settings.agents
    if let agent = agents.first(where: { $0.name == name })
      ?? agents.first(where: { $0.url == name || $0.label == name })
    {
      return agent
    }
    let names = agents.map(\.label).joined(separator: ", ")
    throw Invalid(description: "There is no agent \(name) in the configuration; there are: \(names)")
  }

  static func stateDirectory(of settings: BridgeSettings) throws(Invalid) -> String {
    if let stateDirectory = settings.stateDirectory { return stateDirectory }
    throw Invalid(description: "There is no folder to keep the sign-in in: name one with --state-dir.")
  }
}

extension AgentSettings {
  /// How its user signs in; nil where its credentials are not what that brings.
  var signIn: OAuthSettings? {
    if case .oauth(let oauth) = credential, oauth.grant.isInteractive { oauth } else { nil }
  }

  /// Whether its credentials are what a user's signing in has brought.
  var signsIn: Bool { signIn != nil }
}
