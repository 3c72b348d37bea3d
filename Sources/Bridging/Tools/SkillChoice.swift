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
      if agent.unaccepted.contains(where: { $0.choice == name || $0.id == name }) {
        throw InvalidArguments(agent.withholding.reason)
      }
      let shown = Trailer.disarm(CleanText.line(name, limit: 60))
      throw InvalidArguments("agent \"\(agent.name)\" has no skill \"\(shown)\"; \(Self.names(agent))")
    }
    self.agent = agent
    self.skill = skill
  }

  private static func names(_ agent: AgentSnapshot) -> String {
    let choices = agent.choices
    let more = choices.count > maxNamed ? " and \(choices.count - maxNamed) more" : ""
    return "there are: \(choices.prefix(maxNamed).map(Trailer.bareOrQuoted).joined(separator: ", "))\(more)"
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

extension [ToolSkill] {
  /// The same, each with a word of its own. One that several would have belongs to the skill whose id it is; the
  /// others' end in a fingerprint, so that no call reaches another skill than was meant.
  var distinctlyChosen: [ToolSkill] {
    let counts = Dictionary(map { ($0.choice, 1) }, uniquingKeysWith: +)
    var owned: Set<String> = []
    return map { skill in
      guard let count = counts[skill.choice], count > 1 else { return skill }
      if skill.choice == skill.id, owned.insert(skill.id).inserted { return skill }
      var skill = skill
      skill.choice += "_\(Slug.fingerprint(skill.id))"
      return skill
    }
  }
}
