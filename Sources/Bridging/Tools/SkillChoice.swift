import JSON

/// The skill that the arguments of a call name, where the tool alone does not say which.
struct SkillChoice: Sendable {
  let agent: AgentSnapshot
  let skill: ToolSkill

  /// How many skills are named to those who ask for one that there is not.
  static let maxNamed = 40

  /// - Throws: ``InvalidArguments`` when there is no such skill.
  init(_ arguments: JSONObject, of agent: AgentSnapshot) throws(InvalidArguments) {
    guard let name = arguments[.skill]?.string, !name.isEmpty else {
      throw InvalidArguments("\"skill\" is missing: name the skill to call; \(Self.names(agent))")
    }
    guard let skill = agent.skill(named: name) else {
      let shown = CleanText.line(name, limit: 60)
      throw InvalidArguments("agent \"\(agent.name)\" has no skill \"\(shown)\"; \(Self.names(agent))")
    }
    self.agent = agent
    self.skill = skill
  }

  private static func names(_ agent: AgentSnapshot) -> String {
    let choices = agent.choices
    let more = choices.count > maxNamed ? " and \(choices.count - maxNamed) more" : ""
    return "there are: \(choices.prefix(maxNamed).joined(separator: ", "))\(more)"
  }
}

extension AgentSnapshot {
  /// The words by which its skills are chosen, each once.
  var choices: [String] {
    var seen: Set<String> = []
    return skills.map(\.choice).filter { seen.insert($0).inserted }
  }

  /// The skill with this word, or with this id.
  func skill(named name: String) -> ToolSkill? {
    skills.first { $0.choice == name } ?? skills.first { $0.id == name }
  }
}
