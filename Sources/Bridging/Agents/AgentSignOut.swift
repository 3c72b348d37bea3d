package import Auth
package import Logging
package import Settings

/// The end of a user's signing in for one agent, whatever its settings are now: those that the user has signed in with
/// may have been others.
package struct AgentSignOut: Sendable {
  /// What the agent is called.
  package let label: String
  private let kept: KeptSignIns
  private let audit: AuditTrail

  /// - Parameters:
  ///   - name: The agent's name in the configuration, or its address.
  ///   - logger: Hears that the audit can't be written.
  package init(_ name: String, in settings: BridgeSettings, logger: Logger) throws(AgentSignIn.Invalid) {
    let stateDirectory = try AgentSignIn.stateDirectory(of: settings)
    let agent = try AgentSignIn.agent(name, in: settings)
    label = agent.label
    kept = KeptSignIns(stateDirectory: stateDirectory, agent: agent.identifier)
    audit = AuditTrail(
      settings.audit, keys: KeyRing(stateDirectory: stateDirectory, logger: logger),
      redaction: settings.redaction, logger: logger)
  }

  /// Forgets the sign-in on this machine, also in bridges that are running.
  ///
  /// - Returns: False when there was none.
  /// - Throws: where it is still there.
  package func run() async throws(OAuthFailure) -> Bool {
    guard try await kept.remove() else { return false }
    audit.record(.signedOut(agent: label))
    audit.flush()
    return true
  }
}
