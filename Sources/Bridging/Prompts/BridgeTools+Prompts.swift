import JSONRPC
import MCP

extension BridgeTools: PromptProvider {
  func prompts() -> [Prompt] { SkillPrompts(of: directory.currentCatalog).all.map(\.prompt) }

  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    guard let prompt = SkillPrompts(of: directory.currentCatalog)[name] else {
      throw RPCError(
        code: RPCError.invalidParams, message: "Unknown prompt: \(CleanText.line(name, limit: 100))")
    }
    return try prompt.text(arguments)
  }

  func completions(of argument: CompletedArgument) -> [String] {
    switch argument.reference {
    case .prompt(let name):
      SkillPrompts(of: directory.currentCatalog)[name]?.completions(of: argument.name, argument.value) ?? []
    case .resource(let template):
      ResourceCompletion(directory: directory, ledger: runner.ledger)
        .values(of: argument.name, in: template, after: argument.others).completing(argument.value)
    }
  }
}
