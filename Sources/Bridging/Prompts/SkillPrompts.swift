import MCP

/// The prompts of all skills that have examples.
struct SkillPrompts: Sendable {
  let all: [SkillPrompt]

  init(of catalog: ToolCatalog) {
    all = catalog.tools.compactMap { tool in
      guard case .skill(_, let skill) = catalog.target(of: tool.name) else { return nil }
      return SkillPrompt(skill, named: tool.name, use: Self.howToCall(tool.name))
    }
  }

  subscript(name: String) -> SkillPrompt? { all.first { $0.name == name } }

  /// How a model calls a skill that is a tool of its own.
  private static func howToCall(_ tool: String) -> String { "the tool `\(tool)`" }
}
