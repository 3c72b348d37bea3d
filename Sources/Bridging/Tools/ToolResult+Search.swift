import JSON
import MCP
import Telemetry

extension ToolResult {
  /// How many skills a search shows, and how much of each.
  static let maxFound = 10
  private static let maxPurpose = 300

  /// The skills that answer best to `query`, the best first, with how each is called.
  init(searching entries: [ToolCatalog.Entry], for query: String) {
    let wish = SkillQuery(query)
    let found = entries.lazy.enumerated()
      .map { (score: wish.score(of: $1.skill.searchedText), position: $0, entry: $1) }
      .filter { $0.score > 0 }
      .sorted { ($1.score, $0.position) < ($0.score, $1.position) }
    let shown = found.prefix(Self.maxFound).map(\.entry)
    let words = CleanText.quote(query, limit: 100)
    let head =
      shown.isEmpty
      ? "None of \(entries.count) \(OwnLine.foundNothing) \(words): try other words."
      : "\(found.count) of \(entries.count) \(OwnLine.found) \(words)"
        + "\(found.count > shown.count ? "; the best \(shown.count)" : ""):"
    let tail =
      shown.isEmpty ? [] : ["\(OwnLine.callFound), with its agent and skill and a message."]
    let text = ([head] + shown.map(Self.paragraph) + tail).joined(separator: "\n\n")
    let skills = shown.map { entry -> JSONValue in
      ["agent": .string(entry.agent.name), "skill": .string(entry.skill.choice)]
    }
    self.init(
      content: [.text(Trailer.disarm(text))], isError: false,
      meta: [Trailer.metaKey: ["skills": .array(skills)]])
  }

  /// `agent="weather" skill="forecast": "Forecast"` and, on lines of their own, `"Tells the weather."` and more: no
  /// line of it begins with an agent's words, none of which leave their quotation marks.
  private static func paragraph(_ entry: ToolCatalog.Entry) -> String {
    let skill = entry.skill
    let takes =
      ["message"] + (skill.modes.takesData ? ["data"] : []) + (skill.modes.takesFiles ? ["files"] : [])
    let purpose = CleanText.line(skill.purpose, limit: maxPurpose)
    var lines = [
      "agent=\(Trailer.quoted(entry.agent.name)) skill=\(Trailer.quoted(skill.choice)): \(skill.name.inQuotes)",
      skill.isPurposeItsOwn ? purpose.inQuotes : purpose, "Takes: \(takes.joined(separator: ", "))",
    ]
    if let example = skill.examples.first {
      lines.append("Example: \(CleanText.quote(example, limit: ToolSkill.maxExample))")
    }
    return lines.joined(separator: "\n")
  }
}
