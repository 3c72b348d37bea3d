import JSONRPC
import MCP

/// A skill's examples as a prompt: what a user picks to see what the skill is good for, and to have it done.
struct SkillPrompt: Sendable {
  let name: String
  private let title: String
  private let examples: [String]
  /// How a model calls the skill, after "Use".
  private let use: String

  /// The prompt's only argument.
  static let request = "request"
  /// What follows the tool's name.
  static let suffix = "_example"

  /// - Returns: nil for a skill without examples.
  init?(_ skill: ToolSkill, named tool: String, use: String) {
    guard !skill.examples.isEmpty else { return nil }
    name = tool + Self.suffix
    title = skill.title
    examples = skill.examples
    self.use = use
  }

  var prompt: Prompt {
    Prompt(
      name: name, title: "\(title): example", description: "Has a remote agent do what it is good for.",
      arguments: [
        Prompt.Argument(
          Self.request,
          description:
            "What the agent shall do, such as \(CleanText.quote(examples[0], limit: ToolSkill.maxExample)).")
      ])
  }

  /// - Throws: `RPCError.invalidParams` for an argument that there is not: what it says would be lost.
  func text(_ arguments: [String: String]) throws(RPCError) -> PromptText {
    if let name = arguments.keys.sorted().first(where: { $0 != Self.request }) {
      let known = "there is only \"\(Self.request)\""
      throw RPCError(
        code: RPCError.invalidParams,
        message: "Unknown argument: \(CleanText.line(name, limit: 60)); \(known)")
    }
    let request = arguments[Self.request].flatMap { $0.isEmpty ? nil : $0 } ?? examples[0]
    return PromptText("Use \(use) for this request:\n\n\(request)", description: title)
  }

  func completions(of argument: String, _ typed: String) -> [String] {
    argument == Self.request ? examples.completing(typed) : []
  }
}
