/// What has changed of an agent's card since the user accepted it.
package struct PinReport: Sendable, Hashable {
  /// What stands for the agent on the command line.
  package let word: String
  /// The name that the user knows it by.
  package let name: String
  /// False for an agent whose card could not be had.
  package let isKnown: Bool
  /// Whether there is something to accept.
  package let hasChanges: Bool
  /// For a reader: the agent, and a line for each change.
  package let lines: [String]

  init(_ agent: RemoteAgent) {
    let judgement = agent.judgement
    word = agent.commandWord
    name = agent.label
    isKnown = agent.snapshot != nil
    hasChanges = !judgement.changes.isEmpty || judgement.obstacle != nil
    let summary: String =
      switch (agent.state, judgement.withheld) {
      case (.unknown, _): "has not answered"
      case (.unusable(let reason), _): "can't be used: \(CleanText.line(reason, limit: 300))"
      case (.ready, _) where !agent.isAskedForCard: "its card is your own"
      case (.ready, .nothing) where !hasChanges: "its card is as it was accepted"
      case (.ready, .nothing): "its card has changed, and its tools with it"
      case (.ready, .skills): "its card has changed; what is new or other is withheld"
      case (.ready, .agent): "withheld"
      }
    lines =
      ["\(CleanText.line(agent.label, limit: 200)): \(summary)"]
      + [judgement.obstacle].compactMap(\.self).map { "  \($0)" } + judgement.changes.map { "  \($0)" }
  }
}
