package import JSON

/// Which skills are tools, and under which words.
package struct ToolSettings: Sendable, Hashable {
  package var mode = ToolMode.perSkill
  /// The skill ids that are tools; empty means all of them.
  package var include: [Glob] = []
  /// The skill ids that are not, even when included.
  package var exclude: [Glob] = []
  /// Skill id to what follows the agent's name in the tool's name.
  package var rename: [String: String] = [:]
  /// Skill id to the description that replaces the agent's own.
  package var descriptions: [String: String] = [:]
  /// Skill id to the JSON Schema of the data that the skill's tool promises, an object at its root.
  package var outputSchemas: [String: JSONObject] = [:]

  /// The most characters of a tool's name, and so of what a skill can be renamed to.
  package static let maximumSuffixLength = 40
  /// The most characters of a description.
  package static let maximumDescriptionLength = 1_000
  /// The most bytes of a schema: every host reads it with every list of the tools.
  package static let maximumSchemaBytes = 16_384
  /// The most patterns or entries one of the lists has.
  package static let maximumEntries = 1_000

  package init() {}

  /// True when the skill with this id is to be a tool.
  package func admits(_ skill: String) -> Bool {
    (include.isEmpty || include.contains { $0.matches(skill) }) && !exclude.contains { $0.matches(skill) }
  }
}
