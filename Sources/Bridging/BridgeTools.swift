import JSON
import JSONRPC
import MCP

/// The agents' skills as the tools of an MCP server.
struct BridgeTools: ToolProvider {
  let directory: AgentDirectory
  let runner: CallRunner

  func settle() async { _ = await directory.settledCatalog() }

  func tools() -> [Tool] { directory.currentCatalog.tools }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    let site = CallSite(tool: call.name, requestID: call.requestID, progress: progress)
    return .result(try await self.call(call.arguments, from: site))
  }

  /// Calls the tool that `site` names.
  ///
  /// - Throws: `RPCError` when there is no such tool.
  func call(_ arguments: JSONObject, from site: CallSite) async throws(RPCError) -> ToolResult {
    let catalog = await catalog { $0.target(of: site.tool) != nil }
    switch catalog.target(of: site.tool) {
    case .skill(let agent, let skill):
      return await runner.call(skill, of: agent, arguments, from: site)
    case .waitForTask:
      return await on(TaskArguments.init, \.agent, arguments) { arguments, agent in
        await runner.wait(for: arguments, at: agent, from: site)
      }
    case .cancelTask:
      return await on(TaskArguments.init, \.agent, arguments) { arguments, agent in
        await runner.cancel(arguments, at: agent, from: site)
      }
    case .listTasks:
      return await on(ListArguments.init, \.agent, arguments) { arguments, agent in
        await runner.list(arguments.request, at: agent, from: site)
      }
    case nil:
      throw RPCError(
        code: RPCError.invalidParams, message: "Unknown tool: \(CleanText.line(site.tool, limit: 100))")
    }
  }

  /// A client may call what it knows from an earlier session before this one has heard of the agent: a name is
  /// unknown only when no agent is left that could bring it.
  private func catalog(where isKnown: (ToolCatalog) -> Bool) async -> ToolCatalog {
    let current = directory.currentCatalog
    return isKnown(current) ? current : await directory.completeCatalog()
  }

  /// Acts at the agent that the arguments name.
  private func on<Arguments>(
    _ read: (JSONObject) throws(InvalidArguments) -> Arguments, _ name: (Arguments) -> String,
    _ arguments: JSONObject, _ act: (Arguments, AgentSnapshot) async -> ToolResult
  ) async -> ToolResult {
    do throws(InvalidArguments) {
      let arguments = try read(arguments)
      return await act(arguments, try await agent(named: name(arguments)))
    } catch {
      return ToolResult(refusing: error.advice)
    }
  }

  private func agent(named name: String) async throws(InvalidArguments) -> AgentSnapshot {
    let catalog = await catalog { $0.agent(named: name) != nil }
    guard let agent = catalog.agent(named: name) else {
      let names = catalog.agentNames.joined(separator: ", ")
      throw InvalidArguments(
        "there is no agent \"\(CleanText.line(name, limit: 60))\"; there are: \(names)")
    }
    return agent
  }
}
