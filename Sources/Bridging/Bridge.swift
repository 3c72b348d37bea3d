import A2A
import HTTP
package import JSON
package import JSONRPC
package import Logging
package import MCP
package import Settings

/// The whole bridge, put together from settings.
package struct Bridge: Sendable {
  private let settings: BridgeSettings
  private let client = HTTPClient()
  private let directory: AgentDirectory
  private let background = BackgroundWork()
  private let tools: BridgeTools
  private let logger: Logger

  package init(_ settings: BridgeSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
    directory = AgentDirectory(
      RemoteAgent.all(settings.agents, client: client, logger: logger),
      cache: CardCache(stateDirectory: settings.stateDirectory, logger: logger), logger: logger)
    tools = BridgeTools(
      directory: directory,
      runner: CallRunner(ledger: TaskLedger(), background: background, timing: .system, logger: logger))
  }

  /// Serves one MCP client until it hangs up or `stop` says so.
  ///
  /// - Parameter stopping: Is handed the way to stop: all calls are cancelled and given a moment to end.
  package func serve(
    input: some AsyncSequence<InputLine, Never> & Sendable, output: some LineOutput, info: ServerInfo,
    stopping: (@escaping @Sendable () -> Void) -> Void
  ) async -> SessionEnd {
    var limits = SessionLimits()
    limits.concurrentCalls = settings.limits.concurrentCalls
    let session = MCPSession(
      info: info, provider: tools, limits: limits, executor: client.executor, log: logger)
    directory.whenToolsChange { session.toolsChanged() }
    stopping { session.stop() }
    return await withDiscardingTaskGroup { work in
      work.addTask { await background.run() }
      defer { background.finish() }
      return await withDiscardingTaskGroup { agents in
        agents.addTask { await directory.run() }
        defer { agents.cancelAll() }
        return await session.run(input: input, output: output)
      }
    }
  }

  /// The tools as a host sees them now.
  package var knownTools: [Tool] { directory.currentCatalog.tools }

  /// Calls one tool as a host would, of an agent that ``askAgents()`` has found.
  ///
  /// - Throws: `RPCError` when there is no such tool.
  package func call(
    _ tool: String, _ arguments: JSONObject, onProgress: @escaping @Sendable (String?) -> Void
  ) async throws(RPCError) -> ToolResult {
    let site = CallSite(tool: tool, progress: ProgressReporter(onProgress))
    let result = await withDiscardingTaskGroup { work async -> Result<ToolResult, RPCError> in
      work.addTask { await background.run() }
      defer { background.finish() }
      do throws(RPCError) {
        return .success(try await tools.call(arguments, from: site))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Asks every agent for its card: what commands do that want to know how things are now.
  package func askAgents() async { await directory.askAll() }

  /// What each agent has said of itself, and how the bridge would reach it, in the order of the configuration.
  package var reports: [AgentReport] {
    let tools = directory.currentCatalog
    var reports: [AgentReport] = []
    for settings in settings.agents {
      if case .disabled(let reason) = settings.status {
        reports.append(AgentReport(disabled: settings, reason: reason))
      } else if let agent = directory.agents.first(where: { $0.settings == settings }) {
        reports.append(agent.report(tools))
      }
    }
    return reports
  }

  /// What is to be said of the number of tools.
  package var toolFinding: Finding? { HostCeilings.finding(for: directory.currentCatalog.tools.count) }

}
