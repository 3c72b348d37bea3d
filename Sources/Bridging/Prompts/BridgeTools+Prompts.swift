import JSONRPC
import MCP

extension BridgeTools: PromptProvider {
  func prompts() -> [Prompt] { [] }
  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    throw RPCError(code: RPCError.invalidParams, message: "Unknown prompt")
  }
  func completions(of argument: CompletedArgument) -> [String] { [] }
}
