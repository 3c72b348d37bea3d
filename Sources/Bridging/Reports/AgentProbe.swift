/// What came of asking at every interface of an agent's card.
package struct AgentProbe: Sendable {
  package let findings: [Finding]
  /// Why the agent is of no use at any of them; nil when it is at one, or none was asked.
  package let failure: AgentReport.Failure?

  init(of agent: RemoteAgent, _ probes: [InterfaceProbe]) {
    findings = probes.map { $0.finding(about: agent.label, agent.settings) }
    let failures = probes.filter(\.isTried).map(\.failure)
    failure =
      failures.contains(nil) ? nil : failures.contains(.credentials) ? .credentials : failures.first ?? nil
  }
}
