import A2A
import Telemetry

/// What a model reads of a tool: its title and its description.
enum ToolWords {
  static let maxDescription = 1_000
  private static let maxTitle = 100
  private static let maxPurpose = 500
  private static let maxExamples = 3
  private static let maxExample = 80
  private static let maxTags = 80

  static func title(agent: String, skill: AgentSkill) -> String {
    // Each by itself: what begins in one of them may not hide the other.
    let names = [agent, skill.name].map { CleanText.name($0, limit: maxTitle) }
    return CleanText.name(names.joined(separator: " – "), limit: maxTitle)
  }

  /// What the skill does first, since hosts cut at the end; then whose words these are and what the agent can't see.
  ///
  /// - Parameters:
  ///   - override: The user's own words for the skill, which need no quotation.
  ///   - isQuoted: Whether the words of `skill` are its own.
  ///   - extensions: What the agent requires and the bridge has not, so that no call can succeed.
  static func description(
    of skill: AgentSkill, agent: String, host: String, override: String?, isQuoted: Bool = true,
    lacking extensions: [String] = []
  ) -> String {
    var lines = [purpose(of: skill, override: override)]
    lines.append(
      """
      \(OwnLine.skill) \(CleanText.name(agent, limit: 60).inQuotes) (\(host))\
      \(override == nil && isQuoted ? ", described in its own words" : ""). \
      It sees neither this conversation nor the user's files: write all it needs into `message`.
      """)
    if !extensions.isEmpty { lines.append(ExtensionWords.lack(of: extensions) + ".") }
    let examples = skill.examples.prefix(maxExamples).map { CleanText.quote($0, limit: maxExample) }
    if override == nil, !examples.isEmpty { lines.append("Examples: \(examples.joined(separator: "; "))") }
    if override == nil, !skill.tags.isEmpty {
      lines.append("Tags: \(CleanText.line(skill.tags.joined(separator: ", "), limit: maxTags))")
    }
    return String(lines.joined(separator: "\n").prefix(maxDescription))
  }

  /// What the skill does, in a line.
  static func purpose(of skill: AgentSkill, override: String?) -> String {
    if let override { return CleanText.line(override, limit: maxPurpose) }
    let words = CleanText.line(skill.description ?? "", limit: maxPurpose)
    return OwnLine.quoting(words.isEmpty ? CleanText.name(skill.name, limit: maxPurpose) : words)
  }
}
