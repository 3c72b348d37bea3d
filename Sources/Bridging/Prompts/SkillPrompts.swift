import MCP

/// The prompts of all skills that have examples.
struct SkillPrompts: Sendable {
  let all: [SkillPrompt]

  /// Each is called as its skill's tool is; one without a tool of its own as it would be.
  init(of catalog: ToolCatalog) {
    let entries = catalog.entries
    let names = ToolName.names(for: entries.map { ToolName.Subject($0.skill, of: $0.agent) })
    var taken: Set<String> = []
    all = zip(entries, names).compactMap { entry, name in
      let name = entry.use.isNamedByTool ? entry.use.tool : name
      guard let prompt = SkillPrompt(entry.skill, named: name, use: Self.howToCall(entry.use)),
        taken.insert(prompt.name).inserted
      else { return nil }
      return prompt
    }
  }

  subscript(name: String) -> SkillPrompt? { all.first { $0.name == name } }

  /// How a model calls a skill: by its own tool, or by one that has to be told which is meant.
  private static func howToCall(_ use: ToolUse) -> String {
    use.isNamedByTool ? "the tool `\(use.tool)`" : "the tool `\(use.tool)` with \(use.names)"
  }
}
