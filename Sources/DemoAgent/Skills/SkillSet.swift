internal import JSON

/// The skills the agent has, and the choice among them.
struct SkillSet: Sendable {
  static let builtIn: [Skill] = [
    .echo, .weatherForecast, .trackOrder, .codeReview, .planTrip, .chart, .flakyReport, .forbidden, .signIn,
    .bigReport, .bookTable,
  ]

  /// What the card lists.
  let all: [Skill]
  private let byID: [String: Skill]

  /// The built-in skills, or exactly `count`: fewer of them, or more with padding that echoes.
  init(count: Int? = nil) {
    let count = count ?? Self.builtIn.count
    let missing = max(0, count - Self.builtIn.count)
    all = Self.builtIn.prefix(count) + (0..<missing).map { Skill.padding(number: $0 + 1) }
    byID = Dictionary(uniqueKeysWithValues: (all + [.memberOffers]).map { ($0.id, $0) })
  }

  /// What the extended card lists: one skill more, for those who have shown their token.
  var extended: [Skill] { all + [.memberOffers] }

  /// The skill a message asks for: by `metadata.skillId`, by a skill's id as first word, by a keyword, else echo.
  func skill(for message: Message) throws(AgentError) -> Skill {
    if let id = message.metadata?["skillId"] {
      guard let skill = id.string.flatMap({ byID[$0] }) else {
        throw .invalidParams(path: "message.metadata.skillId", problem: "no skill has this id: \(id.text)")
      }
      return skill
    }
    let words = Wish(message.text).keywords
    if let skill = words.first.flatMap({ byID[$0] }) { return skill }
    return all.first { !$0.keywords.isDisjoint(with: words) } ?? .echo
  }
}
