package import JSONRPC
package import MCP

/// What a provider for tests has beside what the test is about: nothing.
package protocol PartialProvider: ServerProvider {}

extension PartialProvider {
  package func settle() async {}
  package func tools() -> [Tool] { [] }
  package func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    throw RPCError(code: RPCError.invalidParams, message: "Unknown tool: \(call.name)")
  }
  package func abandon(_ question: ToolQuestion) {}

  package func task(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  package func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  package func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    throw .unknown
  }
  package func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .unknown }
  package func followTask(
    _ id: String, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) { throw .unknown }

  package func resources() -> [Resource] { [] }
  package func resourceTemplates() -> [ResourceTemplate] { [] }
  package func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] {
    throw .notFound(uri)
  }
  package func watch(_ uri: String, onChange: @Sendable () -> Void) async {}

  package func prompts() -> [Prompt] { [] }
  package func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    throw .unknown
  }
  package func completions(of argument: CompletedArgument) -> [String] { [] }
}

extension RPCError {
  fileprivate static var unknown: RPCError { RPCError(code: invalidParams, message: "Unknown") }
}
