import JSONRPC
import MCP

extension BridgeTools: TaskProvider {
  func task(_ id: String) async throws(RPCError) -> TaskSnapshot {
    switch try await find(id) {
    case .over(let snapshot): snapshot
    case .held(let task):
      try await onOwnThreads(task.agent) { () async throws(RPCError) in try await runner.look(at: task) }
    }
  }

  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    switch try await find(id) {
    case .over(let snapshot): snapshot
    case .held(let task):
      try await onOwnThreads(task.agent) { () async throws(RPCError) in try await runner.settle(task) }
    }
  }

  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    switch try await find(id) {
    case .over: break
    case .held(let task):
      try await auditing(task, "answered") { () async throws(RPCError) in
        try await onOwnThreads(task.agent) { () async throws(RPCError) in
          try await runner.answer(answers, of: task)
        }
      }
    }
  }

  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    switch try await find(id) {
    case .over(let snapshot): snapshot
    case .held(let task):
      try await auditing(task, "cancelled") { () async throws(RPCError) in
        try await onOwnThreads(task.agent) { () async throws(RPCError) in try await runner.cancel(task) }
      }
    }
  }

  func followTask(
    _ id: String, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) {
    switch try await find(id) {
    case .over(let snapshot): await onChange(snapshot)
    case .held(let task):
      try await onOwnThreads(task.agent) { () async throws(RPCError) in
        try await runner.follow(task, onChange: onChange)
      }
    }
  }

  private enum Found {
    /// This process has the result.
    case over(TaskSnapshot)
    /// Its agent has to be asked.
    case held(HeldTask)
  }

  private func find(_ id: String) async throws(RPCError) -> Found {
    let handle = try runner.handles.task(id)
    if let end = runner.handles.kept.end(of: handle.nonce) {
      return .over(TaskSnapshot(id, handle, end, now: runner.handles.now()))
    }
    guard let taskID = handle.taskID else { throw .lostResult }
    let catalog = await catalog {
      $0.agent(named: handle.agent) != nil || $0.reasonToWithhold(agentNamed: handle.agent) != nil
    }
    guard let agent = catalog.agent(named: handle.agent) else {
      if let reason = catalog.reasonToWithhold(agentNamed: handle.agent) { throw .withheldAgent(reason) }
      throw directory.agents.allSatisfy { $0.snapshot != nil } ? .unknownTask : .silentAgent(handle.agent)
    }
    guard agent.fingerprint == handle.fingerprint else { throw .unknownTask }
    return .held(HeldTask(id: id, handle: handle, agent: agent, taskID: taskID))
  }
}

extension RPCError {
  /// No agent has made a task of the call, so only the process that made it has known what came of it.
  fileprivate static var lostResult: RPCError {
    RPCError(code: invalidParams, message: "Unknown task: its result was kept for a while, and is gone")
  }

  fileprivate static func withheldAgent(_ reason: String) -> RPCError {
    RPCError(code: internalError, message: "\(reason).")
  }

  fileprivate static func silentAgent(_ name: String) -> RPCError {
    RPCError(
      code: internalError,
      message: "The agent \"\(name)\" has not answered yet. The task may go on: ask for it again later.")
  }
}
