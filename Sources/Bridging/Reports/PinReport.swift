import HTTP
import Settings

/// What has changed of an agent's card since the user accepted it.
package struct PinReport: Sendable {
  /// What stands for the agent on the command line.
  package let word: String
  /// The name that the user knows it by.
  package let name: String
  /// Where it is, without its query.
  package let address: String
  /// Why its card could not be had; nil when it could, and when the user wants nothing of the agent.
  package let failure: AgentReport.Failure?
  /// Whether there is something to accept.
  package let hasChanges: Bool
  /// Whether the user was shown something else the last time.
  package let isOtherThanShown: Bool
  /// For a reader: the agent, and a line for each change.
  package let lines: [String]
  let agent: RemoteAgent?

  init(_ agent: RemoteAgent) {
    let judgement = agent.judgement
    self.agent = agent
    word = agent.commandWord
    name = agent.label
    address = agent.url.redacted
    failure = agent.snapshot == nil ? .noCard : nil
    hasChanges = !judgement.changes.isEmpty || judgement.obstacle != nil
    isOtherThanShown = hasChanges && agent.gate.isOtherThanShown
    let summary: String =
      switch (agent.state, judgement.withheld) {
      case (.unknown, _): "has not answered"
      case (.unusable(let reason), _): "can't be used: \(CleanText.line(reason, limit: 300))"
      case (.ready, _) where !agent.isAskedForCard: "its card is your own"
      case (.ready, .nothing) where !hasChanges:
        agent.gate.obstacle.map {
          "its card counts as accepted for this run only, and no change of it is noticed: it can't be kept, for \($0)"
        } ?? "its card is as it was accepted"
      case (.ready, .nothing): "its card has changed, and its tools with it"
      case (.ready, .card): "its card has changed; its tools go on, and it can't be read as a resource"
      case (.ready, .skills(let same)) where same.isEmpty: "its card has changed; all its skills are withheld"
      case (.ready, .skills): "its card has changed; what is new or other is withheld"
      case (.ready, .agent): "withheld"
      }
    let all = judgement.changes.isEmpty ? "" : "; what the card says now:"
    lines =
      (["\(CleanText.line(agent.label, limit: 200)): \(summary)"]
      + [judgement.obstacle].compactMap(\.self).map { "  \($0)\(all)" }
      + judgement.changes.map { "  \($0)" })
      .map(\.oneLine)
  }

  /// - Parameters:
  ///   - failure: nil for an agent that the user has switched off.
  ///   - words: Why the agent is not asked.
  init(unasked settings: AgentSettings, _ failure: AgentReport.Failure?, _ words: String) {
    agent = nil
    (word, name, address) = (settings.commandWord, settings.label, settings.label)
    self.failure = failure
    (hasChanges, isOtherThanShown) = (false, false)
    lines = ["\(settings.label): \(words)".oneLine]
  }
}

extension AgentRoster {
  /// What is to be said of each agent's card to whoever accepts it.
  var pins: [PinReport] {
    entries.map { entry in
      switch entry {
      case .agent(let agent): PinReport(agent)
      case .off(let settings): PinReport(unasked: settings, nil, "switched off")
      case .disabled(let settings, let reason):
        PinReport(unasked: settings, .configuration, "disabled: \(reason)")
      case .invalid(let settings, let reason):
        PinReport(unasked: settings, .configuration, "not usable: \(reason)")
      }
    }
  }
}
