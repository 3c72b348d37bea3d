/// How an agent's skills become tools.
package enum ToolMode: String, Sendable, CaseIterable {
  /// Each skill is a tool.
  case perSkill
  /// One tool for the agent, with an argument that names the skill.
  case perAgent
  /// No tools of its own: two tools, shared by all such agents, find skills and call them.
  case search
}
