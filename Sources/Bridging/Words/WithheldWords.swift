import A2A
import JSON

/// Words of a card that no model is shown, since they read like instructions to it.
struct WithheldWords: Sendable, Hashable {
  /// Whose they are: `its description`, `skill "forecast"`.
  let place: String
  let hit: Injection.Hit

  /// What stands in their place.
  var sentence: String { Self.sentence(hit) }

  /// The same for other words.
  static func sentence(_ hit: Injection.Hit) -> String {
    "Its own description is left out, because it reads as if it were meant to steer you (\(hit.pattern.rawValue))."
  }

  /// The same for somebody who checks.
  func finding(about agent: String) -> Finding {
    Finding(
      .warning, agent,
      "the words of \(place) are not shown to models, because they read like instructions to them "
        + "(\(hit.pattern.rawValue)): \(CleanText.quote(hit.excerpt, limit: Injection.maxExcerpt))",
      fix:
        "do you trust it? Then say in \"tools\": {\"descriptions\": {…}} of this agent in bridge.json what it does, "
        + "else take the agent out")
  }
}

extension AgentCard {
  /// The card as models are shown it, and what is withheld of it beside its skills.
  ///
  /// - Parameter host: What the agent is called when its name can't be shown.
  func shown(at host: String) -> (card: AgentCard, withheld: [WithheldWords]) {
    var card = self
    var withheld: [WithheldWords] = []
    if let hit = Injection.hit(in: name) {
      withheld.append(WithheldWords(place: "its name", hit: hit))
      card.name = host
    }
    if let hit = description.flatMap({ Injection.hit(in: $0) }) {
      withheld.append(WithheldWords(place: "its description", hit: hit))
      card.description = WithheldWords.sentence(hit)
    }
    return (card, withheld)
  }
}

extension AgentSkill {
  /// The skill as models are shown it, with no more examples and tags than are looked at, and what is withheld of it.
  ///
  /// Where one of its texts reads like an instruction, all of them are withheld: whoever writes that writes the others.
  ///
  /// - Parameters:
  ///   - agent: What its agent is called, which is shown before its name.
  ///   - isDescribed: Whether the user has described it, so that its own description is shown nowhere.
  func shown(by agent: String, isDescribed: Bool) -> (skill: AgentSkill, withheld: WithheldWords?) {
    var skill = self
    skill.examples = Array(examples.prefix(ToolSkill.maxExamples))
    // Each by itself: what begins in one of them may not hide another.
    skill.tags = tags.prefix(ToolSkill.maxTags).map { CleanText.line($0, limit: ToolSkill.maxTag) }
    let others = skill.examples + [skill.tags.joined(separator: ", ")]
    let texts = [name] + (isDescribed ? [] : [description ?? ""]) + others
    // Put together, since one sentence may be spread over them; each, since one may be so long that the others are not
    // looked at behind it.
    let all = texts.joined(separator: "\n")
    let isLong = all.utf8.count > Injection.maxScalars
    let words =
      Injection.hit(in: all) ?? (isLong ? texts.lazy.compactMap { Injection.hit(in: $0) }.first : nil)
    let title = Injection.hit(in: "\(agent) – \(name)")
    guard let hit = words ?? title ?? Self.hit(inID: id) else { return (skill, nil) }
    skill.description = isDescribed ? nil : WithheldWords.sentence(hit)
    (skill.examples, skill.tags) = ([], [])
    if title != nil || Injection.hit(in: name) != nil { skill.name = shownID }
    return (skill, WithheldWords(place: "skill \(CleanText.quote(id, limit: 60))", hit: hit))
  }

  /// The id as it may stand in a tool's name and be shown; another word for it where it reads like an instruction.
  var shownID: String {
    Self.hit(inID: id) == nil ? id : "skill_\(Slug.fingerprint(id))"
  }

  /// What an id says, as it is and as the words that a reader sees in it.
  private static func hit(inID id: String) -> Injection.Hit? {
    let shown = CleanText.name(id, limit: Injection.maxScalars).unicodeScalars
    let words = String(
      String.UnicodeScalarView(shown.map { "_-.".unicodeScalars.contains($0) ? " " : $0 }))
    return Injection.hit(in: id) ?? (words == id ? nil : Injection.hit(in: words))
  }
}

extension JSONValue {
  /// A document of an agent's without the texts that read like instructions.
  var withoutInstructions: JSONValue {
    mapping(
      names: { Injection.hit(anywhereIn: $0) == nil ? $0 : nil },
      leaves: { leaf in
        guard case .string(let text) = leaf, let hit = Injection.hit(anywhereIn: text) else { return leaf }
        return .string("(left out by a2a-bridge: \(hit.pattern.rawValue))")
      })
  }
}
