import A2A
import JSON
import JSONRPC
import MCP
import Telemetry

/// The agents' skills as the tools of an MCP server.
struct BridgeTools: ToolProvider {
  let directory: AgentDirectory
  let runner: CallRunner

  func settle() async { _ = await directory.settledCatalog() }

  func tools() -> [Tool] { directory.currentCatalog.tools }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    let site = CallSite(
      tool: call.name, requestID: call.requestID, progress: progress, client: call.client,
      delivery: call.delivery, continuation: call.continuation)
    return try await self.call(call.arguments, from: site)
  }

  /// Calls the tool that `site` names, and has it written down how it went.
  ///
  /// - Throws: `RPCError` when there is no such tool, or for a continuation that does not fit.
  func call(_ arguments: JSONObject, from site: CallSite) async throws(RPCError) -> ToolAnswer {
    let start = runner.timing.now()
    let answer: Result<ToolAnswer, RPCError>
    do throws(RPCError) {
      answer = .success(try await act(arguments, from: site))
    } catch {
      answer = .failure(error)
    }
    audit(answer, to: arguments, from: site, lasting: runner.timing.now() - start)
    return try answer.get()
  }

  private func act(_ arguments: JSONObject, from site: CallSite) async throws(RPCError) -> ToolAnswer {
    let catalog = await catalog { $0.target(of: site.tool) != nil }
    switch catalog.target(of: site.tool) {
    case .withheld(_, let reason): return try runner.deliver(ToolResult(refusing: reason), from: site)
    case .skill(let agent, let skill):
      return try await onOwnThreads(agent) { () async throws(RPCError) in
        try await runner.call(skill, of: agent, arguments, from: site)
      }
    case .agent(let agent):
      return try await call(arguments, choosingFrom: agent, ToolUse(site.tool), from: site)
    case .callSkill:
      return try await on(NamedAgent.init, \.agent, arguments, from: site) { named, agent throws(RPCError) in
        let use = ToolUse(site.tool, agent: named.agent)
        return try await call(arguments, choosingFrom: agent, use, from: site)
      }
    case .waitForTask:
      return try await on(TaskArguments.init, \.agent, arguments, from: site) {
        task, agent throws(RPCError) in
        try await runner.wait(for: task, arguments, at: agent, from: site)
      }
    case .cancelTask where site.continuation != nil, .listTasks where site.continuation != nil,
      .readMore where site.continuation != nil, .searchSkills where site.continuation != nil:
      throw .invalidRequestState
    case .searchSkills:
      return .result(await search(arguments))
    case .cancelTask:
      return try await on(TaskArguments.init, \.agent, arguments, from: site) {
        arguments, agent throws(RPCError) in
        .result(await runner.cancel(arguments, at: agent, from: site))
      }
    case .readMore:
      return try await on(ReadMoreArguments.init, \.agent, arguments, from: site) {
        arguments, agent throws(RPCError) in
        .result(await runner.readMore(arguments, at: agent, from: site))
      }
    case .listTasks:
      return try await on(ListArguments.init, \.agent, arguments, from: site) {
        arguments, agent throws(RPCError) in
        .result(await runner.list(arguments.request, at: agent, from: site))
      }
    case nil:
      throw RPCError(
        code: RPCError.invalidParams, message: "Unknown tool: \(CleanText.line(site.tool, limit: 100))")
    }
  }

  func abandon(_ question: ToolQuestion) {
    guard let state = try? runner.handles.requestState(question.state),
      let agent = directory.currentCatalog.agent(named: state.agent)
    else { return }
    runner.abandon(state, at: agent)
  }

  /// A client may call what it knows from an earlier session before this one has heard of the agent: a name is
  /// unknown only when no agent is left that could bring it.
  func catalog(where isKnown: (ToolCatalog) -> Bool) async -> ToolCatalog {
    let current = directory.currentCatalog
    return isKnown(current) ? current : await directory.completeCatalog()
  }

  /// Acts at the agent that the arguments name.
  private func on<Arguments>(
    _ read: (JSONObject) throws(InvalidArguments) -> Arguments, _ name: (Arguments) -> String,
    _ arguments: JSONObject, from site: CallSite,
    _ act: (Arguments, AgentSnapshot) async throws(RPCError) -> ToolAnswer
  ) async throws(RPCError) -> ToolAnswer {
    let (task, agent): (Arguments, AgentSnapshot)
    do throws(InvalidArguments) {
      task = try read(arguments)
      agent = try await self.agent(named: name(task))
    } catch {
      return try runner.deliver(ToolResult(refusing: error.advice), from: site)
    }
    return try await onOwnThreads(agent) { () async throws(RPCError) in try await act(task, agent) }
  }

  private func agent(named name: String) async throws(InvalidArguments) -> AgentSnapshot {
    let catalog = await catalog {
      $0.agent(named: name) != nil || $0.reasonToWithhold(agentNamed: name) != nil
    }
    guard let agent = catalog.agent(named: name) else {
      if let reason = catalog.reasonToWithhold(agentNamed: name) { throw InvalidArguments(reason) }
      let names = catalog.agentNames.joined(separator: ", ")
      throw InvalidArguments(
        "there is no agent \"\(CleanText.line(name, limit: 60))\"; there are: \(names)")
    }
    return agent
  }
}
