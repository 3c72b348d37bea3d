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
    guard !task.id.isEmpty, let question = AgentQuestion(of: task, from: call.agent, complaint: complaint)
    else {
      return nil
    }
    let state = RequestState(
      tool: call.tool, arguments: ArgumentDigest.of(call.arguments), agent: call.agent.name, taskID: task.id,
      contextID: task.contextID, question: question.key, kind: question.kind, nonce: Handles.nonce(),
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
    let end = await run(agent, site, asking: tool, taskID: state.taskID) { onEvent async throws(A2AError) in
      // Whether the user has signed in shows in the task alone.
      guard state.kind != .page else {
        return try await agent.client.follow(state.taskID, within: budget, onEvent: onEvent)
      }
      let task = try await look(state, at: agent)
      guard let question = AgentQuestion(of: task, from: agent), question.key.asksTheSame(as: state.question)
      else {
        return try await agent.client.follow(state.taskID, within: budget, onEvent: onEvent)
      }
      let parts: [Part]
      do throws(AgentQuestion.Misfit) {
        parts = try question.parts(content)
      } catch {
        complaint = error.problem
        return .stopped(task)
      }
      let request = SendRequest(
        answering: task, with: parts, skill: call.skill?.id,
        acceptedOutputModes: call.skill?.acceptedOutputModes ?? [])
      return try await agent.client.call(request, within: budget, onEvent: onEvent)
    }
    return answer(end, to: call, asking: tool, complaint: complaint)
  }

  private func leave(
    _ refusal: QuestionRefusal, _ call: AskingCall, _ state: RequestState, asking tool: String?,
    from site: CallSite
  ) async -> ToolAnswer {
    let end = await lookAgain(call, state, asking: tool, from: site)
    guard case .outcome(.stopped(let task)) = end, task.state.isInterrupted else {
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
    await run(call.agent, site, asking: tool, taskID: state.taskID, cancels: false) {
      _ async throws(A2AError) in
      let task = try await look(state, at: call.agent)
      return task.state.isStopped ? .stopped(task) : .working(task)
    }
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
