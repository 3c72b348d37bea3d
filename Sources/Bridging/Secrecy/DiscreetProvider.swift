import JSONRPC
import MCP

/// What serves a host, without the bridge's own secrets in anything that an agent says.
///
/// Cards are clean when they come in (see `RemoteAgent`): with what is made of them, this is the second net.
struct DiscreetProvider<Provider: ServerProvider>: ServerProvider {
  let provider: Provider
  let discretion: Discretion

  func settle() async { await provider.settle() }

  func tools() -> [Tool] { provider.tools().map { discretion.clean($0) } }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    try await cleaning { () async throws(RPCError) in
      discretion.clean(try await provider.call(call, progress: discretion.clean(progress)))
    }
  }

  func abandon(_ question: ToolQuestion) { provider.abandon(question) }

  // MARK: Tasks

  func task(_ id: String) async throws(RPCError) -> TaskSnapshot {
    try await cleaning { () async throws(RPCError) in discretion.clean(try await provider.task(id)) }
  }

  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    try await cleaning { () async throws(RPCError) in discretion.clean(try await provider.settledTask(id)) }
  }

  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    try await cleaning { () async throws(RPCError) in try await provider.answer(answers, ofTask: id) }
  }

  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    try await cleaning { () async throws(RPCError) in discretion.clean(try await provider.cancelTask(id)) }
  }

  func followTask(_ id: String, onChange: @Sendable (TaskSnapshot) async -> Void) async throws(RPCError) {
    try await cleaning { () async throws(RPCError) in
      try await provider.followTask(id) { await onChange(discretion.clean($0)) }
    }
  }

  private func cleaning<Value>(
    _ body: () async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    do throws(RPCError) { return try await body() } catch { throw discretion.clean(error) }
  }

  // MARK: Resources and prompts

  func resources() -> [Resource] { provider.resources().map { discretion.clean($0) } }

  func resourceTemplates() -> [ResourceTemplate] { provider.resourceTemplates() }

  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] {
    do throws(ResourceFailure) {
      return try await provider.read(uri).map { discretion.clean($0) }
    } catch {
      throw discretion.clean(error)
    }
  }

  func watch(_ uri: String, onChange: @Sendable () -> Void) async {
    await provider.watch(uri, onChange: onChange)
  }

  func prompts() -> [Prompt] { provider.prompts().map { discretion.clean($0) } }

  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    do throws(RPCError) {
      return discretion.clean(try provider.prompt(name, arguments))
    } catch {
      throw discretion.clean(error)
    }
  }

  func completions(of argument: CompletedArgument) -> [String] {
    provider.completions(of: argument).map { discretion.clean($0) }
  }
}
