import A2A
import JSONRPC
import MCP

// What becomes of a call whose client would have a task.

extension CallRunner {
  /// A task while the agent's goes on; what is over is a result, unless the client insists.
  func deliver(_ end: CallEnd, of call: AskingCall, from site: CallSite) throws(RPCError) -> ToolAnswer {
    switch end {
    case .failed(let result): return try deliver(result, of: call, from: site)
    case .outcome(let outcome):
      if let task = outcome.running(ended: site.delivery.insistsOnTask),
        let held = hold(task, of: call, from: site)
      {
        return .task(snapshot(of: task, held))
      }
      return try deliver(
        mapping(of: call.agent, asking: site.words, promising: call.schema).result(of: outcome), of: call,
        from: site)
    }
  }

  /// What is over at once. As a task it is known to this process alone, for no agent could be asked for it again.
  func deliver(_ result: ToolResult, of call: AskingCall, from site: CallSite) throws(RPCError) -> ToolAnswer
  {
    try deliver(result, to: call.skill, at: call.agent, from: site)
  }

  /// What is over at once, perhaps before it was clear which skill of which agent was meant.
  func deliver(
    _ result: ToolResult, to skill: ToolSkill? = nil, at agent: AgentSnapshot? = nil, from site: CallSite
  ) throws(RPCError) -> ToolAnswer {
    guard site.delivery.insistsOnTask else { return .result(result) }
    let handle = handle(nil, to: skill, at: agent, from: site)
    guard let id = handles.id(of: handle) else {
      throw RPCError(
        code: RPCError.internalError, message: "The tool's name is too long to make a task of its call")
    }
    handles.kept.keep(result, of: handle.nonce)
    return .task(TaskSnapshot(id, handle, .completed(result), now: handles.now()))
  }

  /// - Returns: nil for ids of the agent so long that nobody should carry them: then the result has to name them.
  private func hold(_ task: AgentTask, of call: AskingCall, from site: CallSite) -> HeldTask? {
    let handle = handle(task, to: call.skill, at: call.agent, from: site)
    return handles.id(of: handle).map {
      HeldTask(id: $0, handle: handle, agent: call.agent, taskID: task.id)
    }
  }

  private func handle(
    _ task: AgentTask?, to skill: ToolSkill?, at agent: AgentSnapshot?, from site: CallSite
  ) -> TaskHandle {
    TaskHandle(
      tool: site.tool, skill: skill.flatMap { $0.id.utf8.count <= TaskHandle.maxSkillBytes ? $0.id : nil },
      agent: agent?.name ?? "", fingerprint: agent?.fingerprint ?? "", taskID: task?.id,
      contextID: task?.contextID, nonce: Handles.nonce(), created: handles.now(),
      lifetime: site.delivery.lifetime)
  }
}

extension CallOutcome {
  /// The task that can be asked for again.
  ///
  /// - Parameter ended: Whether one that is over counts.
  fileprivate func running(ended: Bool) -> AgentTask? {
    switch self {
    case .stopped(let task) where !task.id.isEmpty && (ended || !task.state.isTerminal): task
    case .working(let task) where !task.id.isEmpty: task
    case .stopped, .working, .answered, .lost: nil
    }
  }
}
