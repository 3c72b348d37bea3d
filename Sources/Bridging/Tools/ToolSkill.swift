import A2A
import MCP
import Settings

/// A skill made ready to be a tool: all but the tool's name, which depends on the other agents.
struct ToolSkill: Sendable, Equatable {
  let id: String
  /// The word that the user chose for it, if any.
  let alias: String?
  /// The media types that the agent can answer in and hosts can be shown; empty where that leaves none, or the card
  /// says nothing: then anything will do, for what can't be shown is described.
  let acceptedOutputModes: [String]
  /// What the agent says that it may be asked, a line each.
  let examples: [String]
  private let template: Tool

  /// How many examples are taken from a card, and how long each may be.
  static let maxExamples = 20
  static let maxExample = 400

  /// - Parameter extensions: What the agent requires and the bridge has not.
  init(
    _ skill: AgentSkill, of card: AgentCard, at host: String, _ settings: ToolSettings,
    lacking extensions: [String] = []
  ) {
    id = skill.id
    alias = settings.rename[skill.id]
    acceptedOutputModes = (skill.outputModes.isEmpty ? card.defaultOutputModes : skill.outputModes)
      .filter { ShownMedia.canShow($0) }
    examples = skill.examples.prefix(Self.maxExamples)
      .map { CleanText.line($0, limit: Self.maxExample) }.filter { !$0.isEmpty }
    let title = ToolWords.title(agent: card.name, skill: skill)
    template = Tool(
      name: "", title: title,
      description: ToolWords.description(
        of: skill, agent: card.name, host: host, override: settings.descriptions[skill.id],
        lacking: extensions),
      inputSchema: ToolSchema.skill(InputModes(of: skill, in: card)),
      // The agent may do anything, so nothing is promised on its behalf.
      annotations: ToolAnnotations(
        title: title, readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true),
      mayBecomeTask: true)
  }

  /// The name for people: agent and skill.
  var title: String { template.title ?? id }

  func tool(named name: String) -> Tool {
    var tool = template
    tool.name = name
    return tool
  }
}
