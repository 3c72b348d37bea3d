import JSON
import JSONRPC
import MCP

/// The agents' skills as the tools of an MCP server.
struct BridgeTools: ToolProvider {
  let directory: AgentDirectory
  let runner: CallRunner

  func tools() async -> [Tool] { await directory.settledCatalog().tools }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolResult {
    let site = CallSite(tool: call.name, requestID: call.requestID, progress: progress)
    return try await self.call(call.arguments, from: site)
  }

  /// Calls the tool that `site` names.
  ///
  /// - Throws: `RPCError` when there is no such tool.
  func call(_ arguments: JSONObject, from site: CallSite) async throws(RPCError) -> ToolResult {
    let catalog = await catalog(with: site.tool)
    switch catalog.target(of: site.tool) {
    case .skill(let agent, let skill):
      return await runner.call(skill, of: agent, arguments, from: site)
    case .waitForTask:
      return await onTask(arguments, catalog) { arguments, agent in
        await runner.wait(for: arguments, at: agent, from: site)
      }
    case .cancelTask:
      return await onTask(arguments, catalog) { arguments, agent in
        await runner.cancel(arguments, at: agent)
      }
    case nil:
      throw RPCError(
        code: RPCError.invalidParams, message: "Unknown tool: \(CleanText.line(site.tool, limit: 100))")
    }
  }

  /// A client may call what it knows from an earlier session before this one has heard of any agent.
  private func catalog(with tool: String) async -> ToolCatalog {
    let current = directory.currentCatalog
    return current.target(of: tool) == nil ? await directory.settledCatalog() : current
  }

  private func onTask(
    _ arguments: JSONObject, _ catalog: ToolCatalog, _ act: (TaskArguments, AgentSnapshot) async -> ToolResult
  ) async -> ToolResult {
    do throws(InvalidArguments) {
      let arguments = try TaskArguments(arguments)
      guard let agent = catalog.agent(named: arguments.agent) else {
        let names = catalog.agentNames.joined(separator: ", ")
        throw InvalidArguments("there is no agent \"\(arguments.agent)\"; there are: \(names)")
      }
      try runner.check(arguments.taskID, belongsTo: agent)
      return await act(arguments, agent)
    } catch {
      return ToolResult(refusing: error.advice)
    }
  }
}
