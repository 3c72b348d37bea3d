import A2A
import JSON
import JSONRPC
import MCP
import Settings

// What the agent asks becomes a question to the user, and the user's answer a message to the agent.

extension CallRunner {
  /// What a call answers with that ended so: a question where there is one that can be asked, else its result.
  ///
  /// - Parameter complaint: What is wrong with the answer that was given before.
  func answer(_ end: CallEnd, to call: AskingCall, asking tool: String?, complaint: String? = nil)
    -> ToolAnswer
  {
    switch end {
    case .failed(let result): return .result(result)
    case .outcome(let outcome):
      let result = mapping(of: call.agent, asking: tool, promising: call.schema).result(of: outcome)
      guard case .stopped(let task) = outcome,
        let question = question(task, of: call, complaint, fallback: result)
      else { return .result(result) }
      return .question(question)
    }
  }

  private func question(
    _ task: AgentTask, of call: AskingCall, _ complaint: String?, fallback: ToolResult
  ) -> ToolQuestion? {
    guard !task.id.isEmpty, let question = AgentQuestion(of: task, from: call.agent, complaint: complaint),
      question.elicitation.suits(call.client),
      !handles.answered.isSettled(call.question(task.id, question.key))
    else { return nil }
    let state = RequestState(
      tool: call.tool, arguments: ArgumentDigest.of(call.arguments), agent: call.agent.name,
      fingerprint: call.agent.fingerprint, taskID: task.id, contextID: task.contextID, question: question.key,
      kind: question.kind, nonce: Handles.nonce(),
      expiry: handles.stateExpiry)
    guard let text = handles.text(of: state) else { return nil }
    return ToolQuestion(key: question.key.text, question.elicitation, state: text, fallback: fallback)
  }

  /// Goes on with a call that has asked something.
  ///
  /// An answer is sent only while the task asks what was answered; where it has moved on, it is followed instead.
  ///
  /// - Parameter tool: The tool that takes the answer as an argument.
  /// - Throws: `RPCError` when the call has not asked that, or was answered before.
  func goOn(
    _ call: AskingCall, with continuation: ToolCall.Continuation, asking tool: String?, from site: CallSite
  ) async throws(RPCError) -> ToolAnswer {
    let state = try handles.requestState(continuation.state)
    guard state.belongs(to: call) else { throw .invalidRequestState }
    // What was not answered may still be.
    guard let answer = continuation.answers[state.question.text] else {
      return self.answer(await lookAgain(call, state, asking: tool, from: site), to: call, asking: tool)
    }
    if case .accept = answer, state.kind != .page {
      // Before the answer is spent: it can be given again when there is room for it.
      do throws(CallRefusal) {
        try admit(to: call.agent)
      } catch {
        return .result(refusal(error, call.agent, site))
      }
    }
    try handles.spend(state)
    switch answer {
    case .accept(let content): return await accept(content, call, state, asking: tool, from: site)
    case .decline: return await leave(.declined, call, state, asking: tool, from: site)
    case .cancel: return await leave(.closed, call, state, asking: tool, from: site)
    }
  }

  private func accept(
    _ content: JSONObject, _ call: AskingCall, _ state: RequestState, asking tool: String?,
    from site: CallSite
  ) async -> ToolAnswer {
    let (agent, budget) = (call.agent, call.budget)
    var complaint: String?
    let end = await run(
      agent, site, asking: tool, taskID: state.taskID, cancels: call.cancels, patience: budget
    ) { onEvent async throws(A2AError) in
      // Whether the user has signed in shows in the task alone.
      guard state.kind != .page else {
        return try await agent.client.follow(state.taskID, within: budget, onEvent: onEvent)
      }
      let (task, parts): (AgentTask, [Part])
      switch try await prepare(content, state, at: agent) {
      case .send(let asking, let answering): (task, parts) = (asking, answering)
      case .misfit(let asking, let problem):
        complaint = problem
        return .stopped(asking)
      case .late:
        complaint = "the agent asks something else by now"
        return try await agent.client.follow(state.taskID, within: budget, onEvent: onEvent)
      }
      let question = call.question(state.taskID, state.question)
      guard handles.answered.beginOnce(question) else {
        return try await agent.client.follow(state.taskID, within: budget, onEvent: onEvent)
      }
      defer { handles.answered.end(question) }
      let request = SendRequest(
        answering: task, with: parts, skill: call.skill?.id,
        acceptedOutputModes: call.skill?.acceptedOutputModes ?? [])
      let outcome = try await send(request, to: agent, within: budget, onEvent: onEvent)
      // Without ids the agent's next question could not be told from this one.
      if task.asked.contains(where: { !$0.id.isEmpty }) { handles.answered.settle(question) }
      return outcome
    }
    return answer(end, to: call, asking: tool, complaint: complaint)
  }

  /// What an answer is to the task as it is now.
  private enum Prepared {
    case send(AgentTask, [Part])
    case misfit(AgentTask, problem: String)
    /// The task does not ask that any more.
    case late
  }

  private func prepare(
    _ content: JSONObject, _ state: RequestState, at agent: AgentSnapshot
  ) async throws(A2AError) -> Prepared {
    let task: AgentTask
    do throws(A2AError) {
      task = try await look(state, at: agent)
    } catch {
      // Some agents take answers and can't be asked what they wait for.
      guard error.deniesLooks, let parts = state.kind.parts(content) else { throw error }
      return .send(
        AgentTask(id: state.taskID, contextID: state.contextID, status: TaskStatus(.inputRequired)), parts)
    }
    guard let question = AgentQuestion(of: task, from: agent), question.key.asksTheSame(as: state.question)
    else { return .late }
    do throws(AgentQuestion.Misfit) {
      return .send(task, try question.parts(content))
    } catch {
      return .misfit(task, problem: error.problem)
    }
  }

  /// Nobody waits any more for the call that has asked: its task shall not wait for an answer either.
  func abandon(_ state: RequestState, at agent: AgentSnapshot) {
    guard state.fingerprint == agent.fingerprint, state.tool != Tool.waitForTask.name,
      (try? handles.spend(state)) != nil
    else { return }
    abandon(state.taskID, at: agent, CallSite(tool: state.tool), cancels: true)
  }

  private func leave(
    _ refusal: QuestionRefusal, _ call: AskingCall, _ state: RequestState, asking tool: String?,
    from site: CallSite
  ) async -> ToolAnswer {
    let end = await lookAgain(call, state, asking: tool, from: site)
    guard case .outcome(.stopped(let task)) = end, task.state.isInterrupted,
      QuestionKey(of: task).asksTheSame(as: state.question)
    else {
      return answer(end, to: call, asking: tool)
    }
    let mapping = mapping(of: call.agent, asking: tool, promising: call.schema)
    return .result(mapping.unanswered(task, refusal))
  }

  /// The task that has asked, as it is now.
  private func look(_ state: RequestState, at agent: AgentSnapshot) async throws(A2AError) -> AgentTask {
    var task = try await agent.client.task(state.taskID, within: agent.settings.timeouts.firstByte)
    task.id = state.taskID
    task.contextID = task.contextID ?? state.contextID
    return task
  }

  /// How the call ends if nothing but a look at the task comes of it.
  private func lookAgain(
    _ call: AskingCall, _ state: RequestState, asking tool: String?, from site: CallSite
  ) async -> CallEnd {
    await run(
      call.agent, site, asking: tool, taskID: state.taskID, cancels: false, patience: call.budget
    ) { _ async throws(A2AError) in
      let task = try await look(state, at: call.agent)
      return task.state.isStopped ? .stopped(task) : .working(task)
    }
  }
}

extension A2AError {
  /// Whether the agent may work on the task all the same.
  fileprivate var deniesLooks: Bool {
    [.taskNotFound, .unsupportedOperation, .methodNotFound, .notInDialect].contains(code)
  }
}

extension AgentQuestion.Kind {
  /// What answers a question of which nothing else is known any more.
  fileprivate func parts(_ content: JSONObject) -> [Part]? {
    switch self {
    case .reply: content[AgentQuestion.reply]?.string.flatMap { $0.isEmpty ? nil : [Part(.text($0))] }
    case .form: [Part(.data(.object(content)), mediaType: "application/json")]
    case .page: nil
    }
  }
}

extension AskingCall {
  /// A question of one of its agent's tasks.
  fileprivate func question(_ taskID: String, _ key: QuestionKey) -> AnsweredQuestions.Question {
    AnsweredQuestions.Question(nonce: "\(agent.fingerprint)/\(taskID)", key: key)
  }
}

extension SendRequest {
  /// - Parameter skill: The id of the skill that works on the task, for agents that look for one.
  init(answering task: AgentTask, with parts: [Part], skill: String?, acceptedOutputModes: [String] = []) {
    self.init(
      Message(
        messageID: MessageID.fresh(), role: .user, parts: parts, contextID: task.contextID, taskID: task.id,
        metadata: skill.map { ["skillId": .string($0)] }),
      acceptedOutputModes: acceptedOutputModes)
  }
}
