import A2A
import JSON
import MCP
import Settings
import Telemetry

/// The one tool of an agent whose skills are chosen by an argument.
extension Tool {
  static func choosing(from agent: AgentSnapshot, named name: String) -> Tool {
    let title = CleanText.name(agent.card.name, limit: AgentToolWords.maxTitle)
    return Tool(
      name: name, title: title, description: AgentToolWords.description(of: agent),
      inputSchema: ToolSchema.choosing(
        among: agent.choices, InputModes(of: agent.skills), filesRoot: agent.settings.filesRoot),
      annotations: .ofSkill(titled: title), mayBecomeTask: true)
  }
}

/// What a model reads of a tool that has all skills of an agent.
enum AgentToolWords {
  static let maxTitle = 100
  private static let maxPurpose = 200
  /// The most characters of the line of one skill, and the fewest that are worth a line.
  private static let maxLine = 160
  private static let minLine = 40

  /// What the agent does, how the tool is used, and a line for each skill, as far as there is room.
  static func description(of agent: AgentSnapshot) -> String {
    let purpose = OwnLine.quoting(CleanText.line(agent.card.description ?? "", limit: maxPurpose))
    let lacking =
      agent.missingExtensions.isEmpty ? [] : [ExtensionWords.lack(of: agent.missingExtensions) + "."]
    let head =
      (purpose.isEmpty ? [] : [purpose]) + [
        """
        \(OwnLine.skills) \(CleanText.name(agent.card.name, limit: 60).inQuotes) (\(agent.host)), described in its own words; \
        `skill` names the one to call. \
        It sees neither this conversation nor the user's files: write all it needs into `message`.
        """
      ] + lacking
    let text = head.joined(separator: "\n")
    let lines = lines(of: agent.skills, room: ToolWords.maxDescription - text.count)
    return String(([text] + lines).joined(separator: "\n").prefix(ToolWords.maxDescription))
  }

  /// As many lines as there is room for, each as long as all can be; the last says how many skills have none.
  private static func lines(of skills: [ToolSkill], room: Int) -> [String] {
    let last = "and \(skills.count) more"
    let share = room / max(skills.count, 1) - 1
    let limit = min(max(share, minLine), maxLine)
    let fitting = share >= minLine ? skills.count : max(0, (room - last.count - 1) / (limit + 1))
    let lines = skills.prefix(fitting).map {
      OwnLine.quoting(CleanText.line("\($0.choice): \($0.purpose)", limit: limit))
    }
    return fitting < skills.count ? lines + ["and \(skills.count - fitting) more"] : lines
  }
}

extension AgentSnapshot {
  /// Whether a host sees the same tools of both: where all skills are in one, that tells what the card says.
  static func haveSameTools(_ one: AgentSnapshot?, _ other: AgentSnapshot?) -> Bool {
    guard let one, let other else { return one?.skills == other?.skills }
    guard one.skills == other.skills, one.settings.tools.mode == .perAgent else {
      return one.skills == other.skills
    }
    return Tool.choosing(from: one, named: "") == Tool.choosing(from: other, named: "")
  }
}
