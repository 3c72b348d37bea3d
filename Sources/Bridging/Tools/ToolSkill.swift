import A2A
import JSON
import MCP
import Settings

/// A skill made ready to be a tool: all but the tool's name, which depends on the other agents.
struct ToolSkill: Sendable, Equatable {
  let id: String
  /// The word that the user chose for it, if any.
  let alias: String?
  /// The word by which it is chosen among its agent's skills: the user's, else its id as far as that can be shown.
  var choice: String
  /// The media types that the agent can answer in and hosts can be shown; empty where that leaves none, or the card
  /// says nothing: then anything will do, for what can't be shown is described.
  let acceptedOutputModes: [String]
  /// What it takes beside text.
  let modes: InputModes
  /// Its name, cleaned.
  let name: String
  /// What it does, in the user's words or its own, cleaned.
  private(set) var purpose: String
  /// Whether those words are the agent's.
  private(set) var isPurposeItsOwn: Bool
  /// What the agent says that it may be asked, a line each.
  let examples: [String]
  /// The scopes that the card names for it.
  let scopes: [String]
  /// What its results promise, if the user says so.
  let outputSchema: JSONObject?
  /// What of its words is withheld.
  let withheld: WithheldWords?
  /// Its id as it may stand in a tool's name.
  let shownID: String
  private let tags: [String]
  private let template: Tool

  /// How many examples and tags are taken from a card, and how long each may be.
  static let maxExamples = 20
  static let maxExample = 400
  private static let maxName = 100
  static let maxTags = 50
  static let maxTag = 400

  /// - Parameters:
  ///   - extensions: What the agent requires and the bridge has not.
  ///   - filesRoot: The folder whose files may be handed to the agent, if there is one.
  init(
    _ skill: AgentSkill, of card: AgentCard, at host: String, _ settings: ToolSettings,
    lacking extensions: [String] = [], filesRoot: String? = nil
  ) {
    let (skill, withheld) = skill.shown(
      by: card.name, isDescribed: settings.descriptions[skill.id] != nil)
    self.withheld = withheld
    id = skill.id
    shownID = withheld == nil ? id : skill.shownID
    alias = settings.rename[skill.id]
    choice = alias ?? CleanText.name(shownID, limit: Self.maxName)
    acceptedOutputModes = (skill.outputModes.isEmpty ? card.defaultOutputModes : skill.outputModes)
      .filter { ShownMedia.canShow($0) }
    modes = InputModes(of: skill, in: card)
    name = CleanText.name(skill.name, limit: Self.maxName)
    purpose = ToolWords.purpose(of: skill, override: settings.descriptions[skill.id])
    isPurposeItsOwn = withheld == nil && settings.descriptions[skill.id] == nil
    examples = skill.examples.map { CleanText.line($0, limit: Self.maxExample) }.filter { !$0.isEmpty }
    scopes = SkillScopes.named(for: skill, in: card)
    outputSchema = settings.outputSchemas[skill.id]
    tags = skill.tags
    let title = ToolWords.title(agent: card.name, skill: skill)
    template = Tool(
      name: "", title: title,
      description: ToolWords.description(
        of: skill, agent: card.name, host: host, override: settings.descriptions[skill.id],
        isQuoted: withheld == nil, lacking: extensions),
      inputSchema: ToolSchema.skill(modes, filesRoot: filesRoot), outputSchema: outputSchema,
      annotations: .ofSkill(titled: title), mayBecomeTask: true)
  }

  /// The name for people: agent and skill.
  var title: String { template.title ?? id }

  /// What a search looks at. Made when there is one: most skills are never searched for.
  var searchedText: SearchedText {
    SearchedText(
      names: [choice, name], tags: tags.map { CleanText.name($0, limit: Self.maxName) },
      description: [purpose] + examples)
  }

  /// The same with none of its own words for what it does.
  func withholding(_ hit: Injection.Hit) -> ToolSkill {
    var skill = self
    skill.purpose = WithheldWords.sentence(hit)
    skill.isPurposeItsOwn = false
    return skill
  }

  func tool(named name: String) -> Tool {
    var tool = template
    tool.name = name
    return tool
  }
}
