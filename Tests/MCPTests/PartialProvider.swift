import JSONRPC
import MCP

/// What a provider for tests has beside what the test is about: nothing.
protocol PartialProvider: ServerProvider {}

extension PartialProvider {
  func settle() async {}
  func tools() -> [Tool] { [] }
  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    throw RPCError(code: RPCError.invalidParams, message: "Unknown tool: \(call.name)")
  }
  func abandon(_ question: ToolQuestion) {}

  func task(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    throw .unknown
  }
  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  func followTask(
    _ id: String, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) { throw .unknown }

  func resources() -> [Resource] { [] }
  func resourceTemplates() -> [ResourceTemplate] { [] }
  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] { throw .notFound(uri) }
  func watch(_ uri: String, onChange: @Sendable () -> Void) async {}

  func prompts() -> [Prompt] { [] }
  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    throw .unknown
  }
  func completions(of argument: CompletedArgument) -> [String] { [] }
}

extension RPCError {
  fileprivate static var unknown: RPCError { RPCError(code: invalidParams, message: "Unknown") }
}
