import A2A
import Synchronization

extension RemoteAgent {
  /// What is to be said of the agent to somebody who checks.
  func report(_ catalog: ToolCatalog) -> AgentReport {
    let known = known.withLock { $0 }
    let trust = AgentReport.Trust(
      signature: known.extended.signature ?? known.signature, judgement: known.judgement, word: commandWord)
    if let failure = known.failure { return AgentReport(self, failure) }
    guard let card = known.extended.card ?? known.card else {
      return AgentReport(self, CardFailure(attempts: []))
    }
    guard case .ready(let snapshot) = known.state else { return AgentReport(self, card, trust) }
    return AgentReport(
      self, card, trust, tools: catalog.names(of: snapshot), omittedSkills: snapshot.omittedSkills,
      unaccepted: snapshot.unaccepted.count, withheld: snapshot.withheld,
      refusals: catalog.refusals(of: snapshot))
  }

  /// Asks at each interface of the card after a task that can't be there: who knows that it is not, speaks A2A.
  func probe() async -> [InterfaceProbe] {
    guard let card = known.withLock({ $0.card }), judgement.withheld != .agent else { return [] }
    return await access.choice(for: card).candidates.concurrentMap { candidate in
      await InterfaceProbe(of: candidate, self.access.binding(by: candidate.routes))
    }
  }
}
