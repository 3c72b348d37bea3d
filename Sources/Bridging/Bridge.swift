import A2A
import Auth
import HTTP
package import JSON
package import JSONRPC
package import Logging
package import MCP
package import Settings
import Telemetry

/// The whole bridge, put together from settings.
package struct Bridge: Sendable {
  private let settings: BridgeSettings
  private let clients: HTTPClients
  private let roster: AgentRoster
  private let directory: AgentDirectory
  private let accepted: PinFolder
  private let background = BackgroundWork()
  private let exchanges = OpenExchanges()
  private let webhook: Webhook?
  private let tools: BridgeTools
  private let audit: AuditTrail
  private let logger: Logger

  /// - Parameter hops: How many bridges lie before this process, as its environment says.
  package init(_ settings: BridgeSettings, hops: Int = 0, logger: Logger) {
    self.settings = settings
    self.logger = logger
    let keys = KeyRing(stateDirectory: settings.stateDirectory, logger: logger)
    audit = AuditTrail(settings.audit, keys: keys, redaction: settings.redaction, logger: logger)
    let audit = audit
    clients = HTTPClients(memory: MemoryBudget(bytes: settings.limits.memoryBytes))
    webhook = settings.push.map { Webhook($0, logger: logger) }
    accepted = PinFolder(stateDirectory: settings.stateDirectory, keys: keys, logger: logger)
    roster = AgentRoster(
      settings.agents, clients: clients, redaction: settings.redaction,
      tokens: TokenSources(
        stateDirectory: settings.stateDirectory, exchanges: exchanges, redaction: settings.redaction,
        audit: audit),
      webhook: webhook,
      pins: accepted, logger: logger)
    directory = AgentDirectory(
      roster.agents,
      cache: CardCache(stateDirectory: settings.stateDirectory, logger: logger),
      listsTasks: settings.tools.taskList, logger: logger, audit: { audit.record($0) })
    tools = BridgeTools(
      directory: directory,
      runner: CallRunner(
        ledger: TaskLedger(),
        linked: LinkedFiles(by: clients),
        background: background,
        handles: Handles(stateDirectory: settings.stateDirectory, keys: keys, logger: logger),
        timing: .system, logger: logger, limiter: CallLimiter(settings.limits, hops: hops), audit: audit))
  }

  private var discretion: Discretion { Discretion(redaction: settings.redaction) }

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
      info: info.presenting(directory, discretion),
      provider: DiscreetProvider(provider: tools, discretion: discretion),
      limits: limits, executor: clients.standard.executor,
      log: logger)
    directory.whenToolsChange { for list in ServerList.allCases { session.changed(list) } }
    stopping { session.stop() }
    audit.record(.configured(agents: directory.agents.map(\.label)))
    defer { audit.flush() }
    let end = await withDiscardingTaskGroup { work in
      work.addTask { await background.run() }
      work.addTask { await audit.run() }
      defer {
        background.finish()
        audit.finish()
      }
      return await withDiscardingTaskGroup { agents in
        // At once, so that the kept cards are there when the client's first line is.
        agents.addImmediateTask { await directory.run() }
        if let webhook { agents.addTask { await webhook.run() } }
        defer { agents.cancelAll() }
        return await session.run(input: input, output: output)
      }
    }
    await exchanges.end()
    return end
  }

  /// The tools as a host sees them now.
  package var knownTools: [Tool] { directory.currentCatalog.tools.map { discretion.clean($0) } }

  /// Calls one tool as a host would, as soon as an agent has answered that has it.
  ///
  /// - Parameter stopping: Is handed the way to stop: the call is cancelled, and its agent told, before this returns.
  /// - Throws: `RPCError` when there is no such tool.
  package func call(
    _ tool: String, _ arguments: JSONObject, onProgress: @escaping @Sendable (String?) -> Void,
    stopping: (@escaping @Sendable () -> Void) -> Void
  ) async throws(RPCError) -> ToolResult {
    let site = CallSite(tool: tool, progress: discretion.clean(ProgressReporter(onProgress)))
    let stop = Latch()
    stopping { stop.open() }
    defer { audit.flush() }
    let result = await withDiscardingTaskGroup { work in
      work.addTask { await background.run() }
      // Not cancelled with the call: what tells the agent of the cancellation runs here.
      defer { background.finish() }
      return await Self.cancelling(when: stop) { () async -> Result<ToolResult, RPCError> in
        await directory.askAll { catalog in catalog.knows(tool, arguments) }
        do throws(RPCError) {
          return .success(discretion.clean(try await tools.call(arguments, from: site)).withoutAsking)
        } catch {
          return .failure(discretion.clean(error))
        }
      }
    }
    await exchanges.end()
    return try result.get()
  }

  /// Runs `body` to its end, which `stop` hastens.
  private static func cancelling<Value: Sendable>(
    when stop: Latch, _ body: @escaping @Sendable () async -> Value
  ) async -> Value {
    await withTaskGroup(of: Value?.self) { group in
      group.addTask { await body() }
      group.addTask {
        await stop.wait()
        return nil
      }
      while let end = await group.next() {
        group.cancelAll()
        if let end { return end }
      }
      preconditionFailure("the body ends before the group does")
    }
  }

  /// Asks every agent for its card: what commands do that want to know how things are now.
  package func askAgents() async {
    defer { audit.flush() }
    await directory.askAll()
    await exchanges.end()
  }

  /// The names of the agents that can be called, as far as they have answered.
  package var agentNames: [String] { directory.currentCatalog.agentNames }

  /// What comes of asking at every interface of every card that is known.
  package func probeInterfaces() async -> [AgentProbe] {
    let probes = await directory.agents.concurrentMap { agent in AgentProbe(of: agent, await agent.probe()) }
    await exchanges.end()
    return probes
  }

  /// What each agent has said of itself, and how the bridge would reach it, in the order of the configuration.
  package var reports: [AgentReport] { roster.reports(directory.currentCatalog) }

  /// What is wrong with the file in which events are written down.
  package var auditFinding: Finding? { settings.audit.flatMap { AuditFinding.finding(of: $0) } }

  /// What has changed of each agent's card since the user accepted it.
  package var pins: [PinReport] { roster.pins }

  /// Notes that the user is shown this: what comes in its place later is not accepted unseen.
  ///
  /// - Parameter report: One of ``pins``.
  package func noteShown(_ report: PinReport) { report.agent?.gate.noteShown() }

  /// Accepts what an agent's card says now.
  ///
  /// - Parameter report: One of ``pins``.
  /// - Returns: Why it can't be kept, or nil; and what there is to accept then, of the card that the agent was not
  ///   asked for as long as this one was withheld.
  package func accept(_ report: PinReport) async -> (obstacle: String?, rest: PinReport) {
    guard let agent = report.agent else { return (nil, report) }
    let obstacle = await directory.accept(agent)
    audit.flush()
    return (obstacle, PinReport(agent))
  }

  /// What is wrong where that is kept what the user has accepted.
  package var pinFinding: Finding? {
    let asked = settings.agents.filter { $0.isEnabled && $0.card == nil }
    guard !asked.isEmpty, let obstacle = accepted.obstacle else { return nil }
    let isRelied = asked.contains { $0.cardTrust.onChange == .pin }
    return Finding(
      isRelied ? .error : .warning, "state directory",
      "no change of an agent's card is noticed from one run to the next, because nothing can be kept: \(obstacle)",
      fix:
        "let --state-dir name a folder of your own; a key that others may read or write is no secret: take it away"
    )
  }

  /// What is to be said of the number of tools.
  package var toolFinding: Finding? { HostCeilings.finding(for: directory.currentCatalog.tools.count) }
}

extension ToolCatalog {
  /// True when no further agent is needed for a call.
  fileprivate func knows(_ tool: String, _ arguments: JSONObject) -> Bool {
    switch target(of: tool) {
    case .skill, .agent, .withheld: true
    case .callSkill, .waitForTask, .cancelTask, .readMore, .listTasks:
      arguments[.agent]?.string.flatMap(agent(named:)) != nil
    // What is searched for may be any agent's.
    case .searchSkills, nil: false
    }
  }
}

extension ToolAnswer {
  /// What is shown where nobody is asked and no task was wished for.
  fileprivate var withoutAsking: ToolResult {
    switch self {
    case .result(let result): result
    case .question(let question): question.fallback
    case .task(let task): preconditionFailure("nobody has asked for task \(task.id)")
    }
  }
}

extension ToolResult {
  /// True when the wait for the result of a call to `tool` ran out while the agent went on working.
  package func isUnfinished(of tool: String) -> Bool {
    guard !isError, tool != Tool.cancelTask.name,
      let state = meta?[Trailer.metaKey]?["state"]?.string
    else { return false }
    return !TaskState(named: state).isStopped
  }
}
