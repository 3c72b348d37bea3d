/// What is not handed on of an agent, and what is said to those who ask for it.
struct Withholding: Sendable, Hashable {
  let extent: CardJudgement.Withheld
  /// Words for the model and the user, none of them the agent's; they end without a point.
  let reason: String

  static let none = Withholding(extent: .nothing, reason: "")

  /// Whether nothing at all is handed on.
  var isWhole: Bool { extent == .agent }

  /// Whether the card as a whole is handed on.
  var admitsCard: Bool { extent == .nothing }

  /// Whether the skill with this id is handed on.
  func admits(_ skill: String) -> Bool {
    switch extent {
    case .nothing, .card: true
    case .skills(let same): same.contains(CardFacts.key(ofSkill: skill))
    case .agent: false
    }
  }

  /// - Parameters:
  ///   - agent: What the user calls the agent.
  ///   - word: What stands for it on the command line.
  init(_ judgement: CardJudgement, of agent: String, named word: String) {
    extent = judgement.withheld
    let advice = """
      Nothing was sent. Tell the user: "a2a-bridge pin \(word)" shows what has changed, and \
      "a2a-bridge pin --accept \(word)" accepts it
      """
    switch judgement.withheld {
    case .nothing: reason = ""
    case .card:
      reason = """
        the card of agent "\(agent)" is withheld: it is not the one that the user accepted. \(advice)
        """
    case .skills(let same) where same.isEmpty:
      reason = """
        all skills of agent "\(agent)" are withheld: the agent's card says something else of the agent or of them than \
        when the user accepted the agent. \(advice)
        """
    case .skills:
      reason = """
        this skill of agent "\(agent)" is withheld: the agent's card says something else of it than when the user \
        accepted the agent. \(advice)
        """
    case .agent where judgement.obstacle != nil:
      reason = """
        agent "\(agent)" is withheld: the bridge's note of what the user has accepted of it can't be trusted any more. \
        \(advice)
        """
    case .agent:
      reason = """
        agent "\(agent)" is withheld: its card names other addresses, security schemes or requirements, or another signing \
        key than when the user accepted the agent. \(advice)
        """
    }
  }

  private init(extent: CardJudgement.Withheld, reason: String) {
    self.extent = extent
    self.reason = reason
  }
}
