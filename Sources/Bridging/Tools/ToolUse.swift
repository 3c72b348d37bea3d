import MCP
import Settings

/// How a skill is called: the tool, and the arguments that name the skill where the tool has several.
struct ToolUse: Sendable, Hashable, CustomStringConvertible {
  let tool: String
  /// The value of the argument `agent`, if the tool has it.
  var agent: String?
  /// The value of the argument `skill`, if the tool has it.
  var skill: String?

  init(_ tool: String, agent: String? = nil, skill: String? = nil) {
    self.tool = tool
    self.agent = agent
    self.skill = skill
  }

  /// `weather_forecast`, `weather (skill="forecast")` or `a2a_call_skill (agent="weather", skill="forecast")`: words
  /// that end well in "again with …".
  var description: String {
    isNamedByTool ? tool : "\(tool) (\(names))"
  }

  /// True for a tool that has no other skill.
  var isNamedByTool: Bool { agent == nil && skill == nil }

  /// The arguments that name the skill: `agent="weather", skill="forecast"`.
  var names: String {
    [agent.map { "agent=\(Trailer.quoted($0))" }, skill.map { "skill=\(Trailer.quoted($0))" }]
      .compactMap(\.self).joined(separator: ", ")
  }
}

extension AgentSnapshot {
  /// How `skill` is called by a tool.
  func use(of skill: ToolSkill, calledBy tool: String) -> ToolUse {
    if tool == Tool.callSkillName { return ToolUse(tool, agent: name, skill: skill.choice) }
    return ToolUse(tool, skill: settings.tools.mode == .perAgent ? skill.choice : nil)
  }

  /// What results of `skill` promise: only a tool that is the skill's own can.
  func promise(of skill: ToolSkill, calledBy tool: String) -> OutputSchema? {
    guard settings.tools.mode == .perSkill, tool != Tool.callSkillName else { return nil }
    return skill.outputSchema.map(OutputSchema.init)
  }
}
