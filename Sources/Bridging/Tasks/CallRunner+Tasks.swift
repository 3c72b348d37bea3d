import A2A
import JSON
import JSONRPC
import Logging
import MCP
import Settings

// Tasks that clients hold: each look is a look at the agent's own.

extension CallRunner {
  /// Where the task stands now.
  func look(at held: HeldTask) async throws(RPCError) -> TaskSnapshot {
    snapshot(of: try await task(held), held)
  }

  /// Follows the task until it is over or asks what this process has no answer to.
  func settle(_ held: HeldTask) async throws(RPCError) -> TaskSnapshot {
    let first = try await follow(held, waitsForSignIn: false)
    // The user is at the page that the task waits for.
    guard first.state == .authRequired, case .working = snapshot(of: first, held).status else {
      return snapshot(of: first, held)
    }
    return snapshot(of: try await follow(held, waitsForSignIn: true), held)
  }

  /// Takes the answer to what the task asks now; an answer to anything else means nothing.
  func answer(_ answers: [String: Elicitation.Answer], of held: HeldTask) async throws(RPCError) {
    let task = try await task(held)
    guard let question = AgentQuestion(of: task, from: held.agent), let answer = answers[question.key.text]
    else { return }
    if case .accept = answer, question.kind != .page { try admitAnswer(to: held.agent) }
    guard handles.answered.begin(held.question(question.key)) else { return }
    defer { handles.answered.end(held.question(question.key)) }
    switch answer {
    case .accept where question.kind == .page: handles.answered.open(held.question(question.key))
    case .accept(let content): try await send(content, to: question, task, held)
    case .decline: leave(task, held, .declined)
    case .cancel: leave(task, held, .closed)
    }
  }

  private func send(
    _ content: JSONObject, to question: AgentQuestion, _ task: AgentTask, _ held: HeldTask
  ) async throws(RPCError) {
    let parts: [Part]
    do throws(AgentQuestion.Misfit) {
      parts = try question.parts(content)
    } catch {
      throw RPCError(code: RPCError.invalidParams, message: "Invalid answer: \(error.problem)")
    }
    let request = SendRequest(answering: task, with: parts, skill: held.handle.skill)
    _ = try await asking(held, doing: "answering the agent's question") { _ async throws(A2AError) in
      try await send(request, to: held.agent, within: .zero) { _ in }
    }
  }

  private func admitAnswer(to agent: AgentSnapshot) throws(RPCError) {
    do throws(CallRefusal) {
      try admit(to: agent)
    } catch {
      throw RPCError(code: RPCError.internalError, message: "Not answered: \(error.advice).")
    }
  }

  /// To the client the task is over with that; to the agent it is not.
  private func leave(_ task: AgentTask, _ held: HeldTask, _ refusal: QuestionRefusal) {
    let mapping = mapping(of: held.agent, asking: held.words, promising: held.schema)
    handles.kept.keep(mapping.unanswered(task, refusal), of: held.handle.nonce)
  }

  /// Asks the agent to stop; what has ended all the same is shown. To the client the task is over with that, however
  /// long the agent takes to stop.
  func cancel(_ held: HeldTask) async throws(RPCError) -> TaskSnapshot {
    let limit = held.agent.settings.timeouts.firstByte
    let task = try await asking(held, doing: "cancelling the task") { client async throws(A2AError) in
      do throws(A2AError) {
        return try await client.cancel(held.taskID, within: limit)
      } catch {
        guard error.code == .taskNotCancelable else { throw error }
        return try await client.task(held.taskID, within: limit)
      }
    }
    var snapshot = snapshot(of: held.named(task), held)
    guard !task.state.isTerminal || task.state == .canceled else { return snapshot }
    handles.kept.keep(.cancelled, of: held.handle.nonce)
    snapshot.status = .cancelled
    return snapshot
  }

  // MARK: Asking the agent

  private func task(_ held: HeldTask) async throws(RPCError) -> AgentTask {
    let limit = held.agent.settings.timeouts.firstByte
    return held.named(
      try await asking(held, doing: "looking at the task") { client async throws(A2AError) in
        try await client.task(held.taskID, within: limit)
      })
  }

  /// Follows the task to its next stop.
  func follow(
    _ held: HeldTask, waitsForSignIn: Bool, onStatus: (TaskStatus) -> Void = { _ in }
  ) async throws(RPCError) -> AgentTask {
    let limit = held.agent.settings.timeouts.task
    let outcome = try await asking(held, doing: "waiting for the task") { client async throws(A2AError) in
      let outcome = try await client.follow(held.taskID, within: limit, waitsForSignIn: waitsForSignIn) {
        event in
        if let status = event.status { onStatus(status) }
      }
      if case .lost(_, let error) = outcome { throw error }
      return outcome
    }
    guard let task = outcome.task else { throw .unknownTask }
    await fetchLinked(outcome, of: held.agent)
    return held.named(task)
  }

  private func asking<Value>(
    _ held: HeldTask, doing: String, _ ask: (AgentClient) async throws(A2AError) -> Value
  ) async throws(RPCError) -> Value {
    do throws(A2AError) {
      return try await ask(held.agent.client)
    } catch {
      if !error.isCancellation {
        let site = CallSite(tool: held.handle.tool)
        logger.warning(
          "\(doing) failed: \(error.message)",
          metadata: site.metadata(agent: held.agent.name, taskID: held.taskID))
      }
      throw RPCError(error, at: held.agent, doing: doing)
    }
  }
}

// MARK: - What clients see

extension CallRunner {
  func snapshot(of task: AgentTask, _ held: HeldTask) -> TaskSnapshot {
    let words = Trailer.disarm(
      CleanText.line(task.status.message?.text ?? "", limit: ProgressWords.maxLength))
    return TaskSnapshot(
      held.id, held.handle, status(of: task, held), message: words.isEmpty ? nil : words, now: handles.now(),
      usualWait: held.agent.client.usualWait)
  }

  /// What an agent's states are to clients. A question that can't be asked is the end: the result puts it in words.
  private func status(of task: AgentTask, _ held: HeldTask) -> TaskSnapshot.Status {
    switch task.state {
    case .submitted, .working, .other: return .working
    case .canceled: return .cancelled
    case .completed, .failed, .rejected: return .completed(result(of: task, held))
    case .inputRequired, .authRequired:
      guard let question = AgentQuestion(of: task, from: held.agent) else {
        return .completed(result(of: task, held))
      }
      if handles.answered.isOpened(held.question(question.key)) { return .working }
      return .inputRequired(
        ToolQuestion(
          key: question.key.text, question.elicitation, state: "", fallback: result(of: task, held)))
    }
  }

  private func result(of task: AgentTask, _ held: HeldTask) -> ToolResult {
    mapping(of: held.agent, asking: held.words, promising: held.schema).result(of: .stopped(task))
  }
}

extension HeldTask {
  /// An agent may leave out what it was asked with.
  fileprivate func named(_ task: AgentTask) -> AgentTask {
    var task = task
    task.id = taskID
    task.contextID = task.contextID ?? handle.contextID
    return task
  }
}

extension RPCError {
  /// An agent that can't be heard makes no task unknown.
  fileprivate init(_ error: A2AError, at agent: AgentSnapshot, doing: String) {
    switch error.code {
    case .taskNotFound:
      self.init(
        code: Self.invalidParams,
        message: "Unknown task: the agent \"\(agent.name)\" does not know it any more")
    default:
      self.init(
        code: Self.internalError,
        message: FailureWords.text(for: error, agent: agent, doing: doing)
          + " The task may go on: ask for it again later.")
    }
  }
}

extension AgentEvent {
  fileprivate var status: TaskStatus? {
    switch self {
    case .task(let task): task.status
    case .status(let update): update.status
    case .message, .artifact: nil
    }
  }
}
