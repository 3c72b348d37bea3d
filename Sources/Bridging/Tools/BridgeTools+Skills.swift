import JSON
import JSONRPC
import MCP
import Settings

extension BridgeTools {
  /// Calls the skill of `agent` that the arguments name.
  ///
  /// - Parameter use: What names the agent.
  /// - Throws: `RPCError` for a continuation that does not fit.
  func call(
    _ arguments: JSONObject, choosingFrom agent: AgentSnapshot, _ use: ToolUse, from site: CallSite
  ) async throws(RPCError) -> ToolAnswer {
    let choice: SkillChoice
    do throws(InvalidArguments) {
      choice = try SkillChoice(arguments, of: agent)
    } catch {
      return try runner.deliver(ToolResult(refusing: error.advice), at: agent, from: site)
    }
    var site = site
    site.use = ToolUse(use.tool, agent: use.agent, skill: choice.skill.choice)
    return try await onOwnThreads(agent) { () async throws(RPCError) in
      try await runner.call(choice.skill, of: agent, arguments, from: site)
    }
  }

  /// Works for `agent`. Where the user's files may be read or saved, that holds up the thread, so it is not the one
  /// that serves all others.
  func onOwnThreads<Value>(
    _ agent: AgentSnapshot, _ work: () async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let touchesFiles = agent.settings.filesRoot != nil || agent.settings.results.filesDirectory != nil
    guard touchesFiles else { return try await work() }
    return try await withTaskExecutorPreference(globalConcurrentExecutor, operation: work)
  }

  /// Looks for skills; agents whose cards are on their way get a moment to be among those that are searched.
  func search(_ arguments: JSONObject) async -> ToolResult {
    do throws(InvalidArguments) {
      let query = try SearchArguments(arguments).query
      let catalog = await directory.settledCatalog()
      // Comparing takes its time with many skills: the thread that serves all others is not held up by it.
      return await withTaskExecutorPreference(globalConcurrentExecutor) {
        ToolResult(searching: catalog.searchedEntries, for: query)
      }
    } catch {
      return ToolResult(refusing: error.advice)
    }
  }
}
