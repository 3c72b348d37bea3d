import JSON
import MCP
import Settings

/// The two tools that agents share whose skills are too many for a list.
extension Tool {
  static let searchSkillsName = "a2a_search_skills"
  static let callSkillName = "a2a_call_skill"
  /// How many agents the description names.
  private static let maxAgents = 20

  /// - Parameter agents: Those whose skills are searched, at least one.
  static func searchSkills(of agents: [AgentSnapshot]) -> Tool {
    let count = agents.reduce(0) { $0 + $1.skills.count }
    let title = "A2A – search skills"
    return Tool(
      name: searchSkillsName, title: title,
      description: """
        Finds skills of remote agents by what they do: say in a few words what is needed. Returns the best of \
        \(count) skills, with how to call each by \(callSkillName). \(names(of: agents))
        """,
      inputSchema: ToolSchema.search,
      annotations: ToolAnnotations(
        title: title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false))
  }

  /// - Parameter agents: Those whose skills are searched, at least one.
  static func callSkill(of agents: [AgentSnapshot]) -> Tool {
    let title = "A2A – call a skill"
    return Tool(
      name: callSkillName, title: title,
      description: """
        Calls a skill of a remote agent that \(searchSkillsName) has found. The agent sees neither this conversation \
        nor the user's files: write all it needs into `message`. \(names(of: agents))
        """,
      inputSchema: ToolSchema.callSkill(
        InputModes(of: agents.flatMap(\.skills)),
        mayReadFiles: agents.contains { $0.settings.filesRoot != nil }),
      annotations: .ofSkill(titled: title), mayBecomeTask: true)
  }

  private static func names(of agents: [AgentSnapshot]) -> String {
    let more = agents.count > maxAgents ? " and \(agents.count - maxAgents) more" : ""
    return "Agents: \(agents.prefix(maxAgents).map(\.name).joined(separator: ", "))\(more)."
  }
}

extension ToolAnnotations {
  /// The agent may do anything, so nothing is promised on its behalf.
  static func ofSkill(titled title: String) -> ToolAnnotations {
    ToolAnnotations(
      title: title, readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true)
  }
}
