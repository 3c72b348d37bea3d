import A2A
import JSON
import JSONRPC
import Logging
import MCP
import Settings
import Synchronization
import Telemetry

/// Answers tool calls: turns arguments into a message, has the agent work on it, turns what comes of it into a result.
struct CallRunner: Sendable {
  /// How often a host that asked for progress hears that the call still runs, when the agent is silent.
  static let heartbeat = Duration.seconds(10)
  /// How long telling an agent that a call was cancelled may take.
  static let cancelLimit = Duration.seconds(2)

  let ledger: TaskLedger
  let answers = KeptAnswers()
  let saved = SavedFiles()
  /// Fetches the files that results link, for agents of which the user wants that; nil: none are.
  var linked: LinkedFiles?
  let background: BackgroundWork
  let handles: Handles
  let timing: Timing
  let logger: Logger
  var limiter = CallLimiter()
  var audit = AuditTrail()

  /// Calls `skill` of `agent`, or goes on with a call that has asked something.
  ///
  /// - Throws: `RPCError` for a continuation that does not fit.
  func call(
    _ skill: ToolSkill, of agent: AgentSnapshot, _ arguments: JSONObject, from site: CallSite
  ) async throws(RPCError) -> ToolAnswer {
    try await SkillScopes.asking(for: skill, of: agent) { () async throws(RPCError) in
      try await perform(skill, of: agent, arguments, from: site)
    }
  }

  private func perform(
    _ skill: ToolSkill, of agent: AgentSnapshot, _ arguments: JSONObject, from site: CallSite
  ) async throws(RPCError) -> ToolAnswer {
    var call = AskingCall(
      tool: site.tool, arguments: arguments, agent: agent, skill: skill, client: site.client)
    if let continuation = site.continuation {
      // Files may have changed meanwhile, and all but the wait was said when the call began.
      let wait = (try? CallArguments.wait(in: site.own(arguments))) ?? nil
      call.budget = agent.settings.budget(wait)
      return try await goOn(call, with: continuation, asking: site.words, from: site)
    }
    let request: SendRequest
    do throws(InvalidArguments) {
      let arguments = try CallArguments(site.own(arguments), root: agent.fileRoot)
      request = try message(arguments, skill, agent)
      call.budget = agent.settings.budget(arguments.wait)
    } catch {
      return try deliver(ToolResult(refusing: error.advice), of: call, from: site)
    }
    do throws(CallRefusal) {
      try admit(to: agent)
    } catch {
      return try deliver(refusal(error, agent, site), of: call, from: site)
    }
    // Who wants a task waits for no more than the agent's first word.
    let limit = site.delivery == .result ? call.budget : .zero
    let end = await run(
      agent, site, asking: site.words, taskID: request.message.taskID, patience: call.budget
    ) { onEvent async throws(A2AError) in
      try await send(request, to: agent, within: limit, onEvent: onEvent)
    }
    return site.delivery == .result
      ? answer(end, to: call, asking: site.words) : try deliver(end, of: call, from: site)
  }

  /// `a2a_task_wait`: goes on with a task there is.
  ///
  /// - Throws: `RPCError` for a continuation that does not fit.
  func wait(
    for arguments: TaskArguments, _ json: JSONObject, at agent: AgentSnapshot, from site: CallSite
  ) async throws(RPCError) -> ToolAnswer {
    let id = arguments.taskID
    if let refusal = refusal(of: id, at: agent) { return .result(refusal) }
    let tool = ledger.entry(of: id, at: agent.name)?.tool
    let budget = agent.settings.budget(arguments.wait)
    let call = AskingCall(
      tool: site.tool, arguments: json, agent: agent, budget: budget, client: site.client, cancels: false)
    if let continuation = site.continuation {
      return try await goOn(call, with: continuation, asking: tool, from: site)
    }
    let end = await run(agent, site, asking: tool, taskID: id, cancels: false, patience: budget) {
      onEvent async throws(A2AError) in
      try await agent.client.follow(id, within: budget, onEvent: onEvent)
    }
    return answer(end, to: call, asking: tool)
  }

  /// `a2a_task_cancel`: asks the agent to stop.
  func cancel(_ arguments: TaskArguments, at agent: AgentSnapshot, from site: CallSite) async -> ToolResult {
    if let refusal = refusal(of: arguments.taskID, at: agent) { return refusal }
    let mapping = mapping(of: agent, asking: ledger.entry(of: arguments.taskID, at: agent.name)?.tool)
    logger.debug(
      "task is to be canceled", metadata: site.metadata(agent: agent.name, taskID: arguments.taskID))
    do throws(A2AError) {
      let task = try await agent.client.cancel(arguments.taskID, within: agent.settings.timeouts.firstByte)
      // It may have been done all the same, and then its result is wanted.
      if task.state.isTerminal, task.state != .canceled { return mapping.result(of: .stopped(task)) }
      let trailer = Trailer(of: task, agent: agent.name)
      let words = task.state == .canceled ? OwnLine.stopped : .askedToStop
      return ToolResult(content: [.text("\(words)\n\n\(trailer.line)")], isError: false, meta: trailer.meta)
    } catch {
      logger.warning(
        "task could not be canceled: \(error.message)",
        metadata: site.metadata(agent: agent.name, taskID: arguments.taskID))
      noteRefusal(error, agent)
      return mapping.failure(error, doing: .cancelling, taskID: arguments.taskID)
    }
  }

  /// `a2a_task_list`: what the agent remembers.
  func list(_ request: TaskListRequest, at agent: AgentSnapshot, from site: CallSite) async -> ToolResult {
    do throws(A2AError) {
      let page = try await agent.client.tasks(request, within: agent.settings.timeouts.firstByte)
      for task in page.tasks {
        ledger.note(task.id, TaskLedger.Entry(task, of: agent.name))
      }
      return ToolResult(listing: page, of: agent)
    } catch {
      logger.warning(
        "tasks could not be listed: \(error.message)", metadata: site.metadata(agent: agent.name))
      noteRefusal(error, agent)
      return mapping(of: agent, asking: nil).failure(error, doing: .listing)
    }
  }

  private func refusal(of taskID: String, at agent: AgentSnapshot) -> ToolResult? {
    do throws(InvalidArguments) {
      try check(taskID, belongsTo: agent)
      return nil
    } catch {
      return ToolResult(refusing: error.advice)
    }
  }

  /// A task id of one agent is nothing to another, and may be a secret between the first and the user.
  func check(_ taskID: String, belongsTo agent: AgentSnapshot) throws(InvalidArguments) {
    guard let owner = ledger.otherOwner(of: taskID, than: agent.name) else { return }
    throw InvalidArguments("task \"\(taskID)\" belongs to agent \"\(owner)\", not to \"\(agent.name)\"")
  }

  private func message(
    _ arguments: CallArguments, _ skill: ToolSkill, _ agent: AgentSnapshot
  ) throws(InvalidArguments) -> SendRequest {
    guard agent.missingExtensions.isEmpty else {
      throw InvalidArguments(ExtensionWords.lack(of: agent.missingExtensions))
    }
    if let taskID = arguments.taskID { try check(taskID, belongsTo: agent) }
    let known = arguments.taskID.flatMap { ledger.entry(of: $0, at: agent.name) }
    return SendRequest(
      Message(
        messageID: MessageID.fresh(), role: .user, parts: arguments.parts,
        contextID: arguments.contextID ?? known?.contextID, taskID: arguments.taskID,
        // A2A has no way to choose a skill; this is where agents that look for one find it.
        metadata: ["skillId": .string(skill.id)]),
      acceptedOutputModes: skill.acceptedOutputModes)
  }
}

// MARK: One call

extension CallRunner {
  typealias Exchange = (_ onEvent: (AgentEvent) -> Void) async throws(A2AError) -> CallOutcome

  /// - Parameters:
  ///   - tool: The tool that takes the answer when the agent asks something; nil when it isn't known.
  ///   - taskID: The task that the call goes on with.
  ///   - cancels: Whether a cancelled call cancels its task.
  ///   - patience: How long it waits for its turn while others of the agent go on.
  func run(
    _ agent: AgentSnapshot, _ site: CallSite, asking tool: String?, taskID: String?, cancels: Bool = true,
    patience: Duration, _ exchange: Exchange
  ) async -> CallEnd {
    var running = taskID
    var refused: CallRefusal?
    let end = timing.now() + patience
    logger.debug("call begins", metadata: site.metadata(agent: agent.name, taskID: taskID))
    do throws(A2AError) {
      let outcome = try await keepingAlive(site.progress) { () async throws(A2AError) in
        let outcome = try await takingTurns(agent, within: patience, &refused) { () async throws(A2AError) in
          try await exchange { event in
            running = event.taskID ?? running
            if site.progress.isWanted, let line = ProgressWords.line(for: event) {
              site.progress.report(line)
            }
          }
        }
        await fetchLinked(outcome, of: agent, within: end - timing.now())
        return outcome
      }
      note(outcome, of: agent, site, asking: tool)
      return .outcome(outcome)
    } catch {
      if let refused { return .failed(refusal(refused, agent, site)) }
      let metadata = site.metadata(agent: agent.name, taskID: running)
      if error.isCancellation {
        logger.debug("call cancelled by the host", metadata: metadata)
        abandon(running, at: agent, site, cancels: cancels)
      } else {
        logger.warning("call failed: \(error.message)", metadata: metadata)
        noteRefusal(error, agent)
      }
      return .failed(ResultMapping(agent: agent, tool: tool).failure(error, taskID: running))
    }
  }

  /// How what comes of a call to `agent` is shown.
  ///
  /// - Parameter schema: What the tool promises that was called, if anything.
  func mapping(
    of agent: AgentSnapshot, asking tool: String?, promising schema: OutputSchema? = nil
  ) -> ResultMapping {
    var mapping = ResultMapping(agent: agent, tool: tool, schema: schema)
    mapping.keep = { answers.keep($0, of: agent.name) }
    mapping.saved = saved
    mapping.linked = linked
    return mapping
  }

  /// Fetches the files that `outcome` links, where the user wants that of this agent's.
  func fetchLinked(
    _ outcome: CallOutcome, of agent: AgentSnapshot, within rest: Duration = LinkedFiles.limit
  ) async {
    guard agent.settings.results.fetchesFiles, let linked else { return }
    for refusal in await linked.fetch(outcome, within: rest) {
      audit.record(.refused(agent: agent.name, reason: "\(refusal)"))
    }
  }

  /// Writes down that nothing was sent because that would not have been safe, if that is what `error` says.
  private func noteRefusal(_ error: A2AError, _ agent: AgentSnapshot) {
    if error.isRefusal { audit.record(.refused(agent: agent.name, reason: error.message)) }
  }

  private func note(_ outcome: CallOutcome, of agent: AgentSnapshot, _ site: CallSite, asking tool: String?) {
    let task = outcome.task
    if let task {
      ledger.note(task.id, TaskLedger.Entry(task, of: agent.name, tool: tool))
    }
    logger.debug(
      "call ended: \(outcome.word)",
      metadata: site.metadata(agent: agent.name, taskID: task?.id, contextID: task?.contextID))
  }

  /// Tells the host from time to time that the call still runs: many give up on silence.
  private func keepingAlive<Value>(
    _ progress: ProgressReporter, _ work: () async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    guard progress.isWanted else { return try await work() }
    let sleep = timing.sleep
    let result = await withDiscardingTaskGroup { group async -> Result<Value, A2AError> in
      group.addTask {
        while (try? await sleep(Self.heartbeat)) != nil { progress.report() }
      }
      defer { group.cancelAll() }
      do throws(A2AError) { return .success(try await work()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The host does not want the answer any more: neither shall the agent work for it, unless the user says so.
  func abandon(_ taskID: String?, at agent: AgentSnapshot, _ site: CallSite, cancels: Bool) {
    guard cancels, agent.settings.onCancel == .cancel, let taskID else { return }
    let logger = logger
    let isStarted = background.start {
      do throws(A2AError) {
        _ = try await agent.client.cancel(taskID, within: Self.cancelLimit)
      } catch {
        logger.warning(
          "the agent could not be told of the cancellation: \(error.message)",
          metadata: site.metadata(agent: agent.name, taskID: taskID))
      }
    }
    if !isStarted {
      logger.error(
        "too much to do to tell the agent of the cancellation",
        metadata: site.metadata(agent: agent.name, taskID: taskID))
    }
  }
}

extension CallOutcome {
  /// How the call ended, in a word for the log.
  fileprivate var word: String {
    switch self {
    case .answered: "answered"
    case .stopped(let task): task.state.name
    case .working: "still working"
    case .lost(_, let error): "contact lost: \(error.message)"
    }
  }

  var task: AgentTask? {
    switch self {
    case .answered: nil
    case .stopped(let task), .working(let task), .lost(let task, _): task
    }
  }
}

extension AgentSettings {
  /// How long a call waits: as the caller asks, else as configured; never longer than a task is followed at all.
  func budget(_ asked: Duration?) -> Duration {
    if let asked { return min(asked, timeouts.task) }
    return switch wait {
    case .terminal: timeouts.task
    case .duration(let limit): min(limit, timeouts.task)
    }
  }
}

extension ToolResult {
  /// Arguments that can't be used: an answer that the model can act on, not a protocol error.
  init(refusing advice: String) {
    self.init(content: [.text("\(OwnLine.notCalled) \(advice).")], isError: true, meta: nil)
  }
}
