import JSON

extension CardReader {
  /// The flags of an object, or those among the words of a list.
  mutating func capabilities() -> AgentCapabilities {
    let json = card.first("capabilities")
    let words = Set((json?.array ?? []).compactMap(\.string).map(Self.plain))
    func has(_ names: String...) -> Bool {
      names.contains { json?[$0]?.flag == true || words.contains(Self.plain($0)) }
    }
    let old = card.first("supportsAuthenticatedExtendedCard", "supports_authenticated_extended_card")
    return AgentCapabilities(
      streaming: has("streaming"),
      pushNotifications: has("pushNotifications", "push_notifications"),
      extendedAgentCard: has("extendedAgentCard", "extended_agent_card") || old?.flag == true,
      extensions: first(
        Self.maxExtensions,
        of: (json?.first("extensions")?.array ?? []).compactMap { AgentExtension(wire: $0) },
        "extensions"))
  }

  /// The skills under ids of their own; where there are none, the capabilities of a list.
  mutating func skills() -> [AgentSkill] {
    var skills = listed(card.first("skills"))
    if let list = card.first("capabilities")?.array {
      note(.listedCapabilities)
      if skills.isEmpty { skills = list.filter { !Self.isFlag($0) }.compactMap { AgentSkill(wire: $0) } }
    }
    if skills.isEmpty { note(.noSkills) }
    return toldApart(first(Self.maxSkills, of: skills, "skills"))
  }

  private mutating func listed(_ json: JSONValue?) -> [AgentSkill] {
    if let members = json?.object?.members {
      note(.looseSkills)
      return members.map { AgentSkill(wire: $0.value, id: $0.name) }
    }
    var skills: [AgentSkill] = []
    for entry in json?.array ?? [] where !entry.isNull {
      guard let skill = AgentSkill(wire: entry) else {
        note(.namelessSkill)
        continue
      }
      note(entry)
      skills.append(skill)
    }
    return skills
  }

  private mutating func note(_ entry: JSONValue) {
    if entry.object == nil {
      note(.looseSkills)
    } else if entry.first("id")?.identifier == nil {
      note(.skillWithoutID)
    }
  }

  /// Skills with the same id would be one tool. The same skill twice is one.
  ///
  /// No id that is made here is one that the card has written for another skill.
  private mutating func toldApart(_ skills: [AgentSkill]) -> [AgentSkill] {
    var seen: Set<AgentSkill> = []
    var taken = Set(skills.map(\.id))
    var counts: [String: Int] = [:]
    return skills.compactMap { skill in
      guard seen.insert(skill).inserted else { return nil }
      let id = skill.id
      var count = counts[id, default: 0] + 1
      var skill = skill
      if count > 1 {
        note(.repeatedSkillID)
        while !taken.insert("\(id)-\(count)").inserted { count += 1 }
        skill.id = "\(id)-\(count)"
      }
      counts[id] = count
      return skill
    }
  }

  /// True for a word that names a capability of A2A.
  private static func isFlag(_ json: JSONValue) -> Bool {
    ["streaming", "pushnotifications", "extendedagentcard", "statetransitionhistory", "multiturn"]
      .contains(json.string.map(plain))
  }

  private static func plain(_ word: String) -> String {
    word.lowercased().filter { !"_- ".contains($0) }
  }
}

extension AgentExtension {
  fileprivate init?(wire json: JSONValue) {
    guard let uri = (json.first("uri") ?? json).filledString else { return nil }
    self.init(
      uri: uri, description: json.first("description")?.writtenText,
      isRequired: json.first("required")?.flag ?? false)
  }
}

extension AgentSkill {
  /// A skill without an id goes by its name, one without a name by its id. A word alone is a skill, too.
  fileprivate init?(wire json: JSONValue) {
    if let word = json.filledString {
      self.init(id: word, name: Self.name(from: word))
      return
    }
    guard let anchor = json.first("id")?.identifier ?? json.first("name")?.writtenText else { return nil }
    self.init(wire: json, id: anchor)
  }

  fileprivate init(wire json: JSONValue, id: String) {
    self.init(
      id: id,
      name: json.first("name")?.writtenText ?? id,
      description: json.first("description")?.writtenText ?? json.filledString,
      tags: json.first("tags").words,
      examples: json.first("examples").words,
      inputModes: json.first("inputModes", "input_modes").words,
      outputModes: json.first("outputModes", "output_modes").words,
      securityRequirements: SecurityRequirement.all(in: json))
  }

  /// `web_research` in words.
  private static func name(from word: String) -> String {
    let words = word.split { "_- ".contains($0) }.joined(separator: " ")
    return words.isEmpty ? word : words.prefix(1).uppercased() + words.dropFirst()
  }
}
