import JSON
import JSONRPC

/// Answers the requests that need the provider's tools, each on a task of its own.
struct ToolService: Sendable {
  let info: ServerInfo
  let provider: any ServerProvider
  let limits: SessionLimits
  let clock: SessionClock
  let delayed: DelayedActions
  let calls: InFlightCalls
  let replies: ReplyWriter
  let questions: OpenQuestions

  /// What a request is, beside its params.
  struct Request: Sendable {
    let id: RequestID
    /// What its client speaks.
    let version: ProtocolVersion
    /// What its client can do.
    let client: ClientCapabilities
    let route: ReplyRoute
    /// The size of the line it came in.
    let bytes: Int
  }

  func call(_ params: CallToolParams, _ request: Request) async {
    let tooLong: @Sendable (Int) -> ReplyWriter.Outcome = { bytes in
      .success(result(.tooLong(bytes, limits.outputLineBytes), for: request.version))
    }
    await work.answer(request, .call, orIfTooLong: tooLong) {
      let progress = progressStream(params, request)
      let answer = await withTaskCancellationHandler {
        await outcome(of: params, request, progress)
      } onCancel: {
        // The provider may take its time to end, and the client wants to hear no more.
        progress?.close()
      }
      progress?.close()
      return answer
    }
  }

  private func outcome(
    of params: CallToolParams, _ request: Request, _ progress: ProgressStream?
  ) async -> ReplyWriter.Outcome {
    let reporter = progress.map { stream in ProgressReporter { stream.report($0) } } ?? .unwanted
    do throws(RPCError) {
      let call = ToolCall(
        name: params.name, arguments: params.arguments, requestID: request.id, client: request.client,
        delivery: try delivery(of: params, request), continuation: params.continuation, meta: params.meta)
      let answer = try await answer(to: call, request, reporter)
      return .success(try result(answer, of: call, request))
    } catch {
      return .failure(error)
    }
  }

  private func delivery(
    of params: CallToolParams, _ request: Request
  ) throws(RPCError) -> ToolCall.Delivery {
    if request.client.takesTasks { return .taskOrResult }
    guard let wish = params.task else { return .result }
    // Of a tool that is not known yet the provider knows better.
    if let tool = provider.tools().first(where: { $0.name == params.name }), !tool.mayBecomeTask {
      throw .noTasks(of: tool)
    }
    return .task(lifetime: wish.lifetime)
  }

  /// Calls the tool, and puts a legacy call's questions to its user: each answer makes the call go on, as the modern
  /// client does it by itself.
  private func answer(
    to call: ToolCall, _ request: Request, _ reporter: ProgressReporter
  ) async throws(RPCError) -> ToolAnswer {
    var call = call
    for _ in 0..<limits.questionRounds {
      let answer = try await provider.call(call, progress: reporter)
      guard case .question(let question) = answer, request.version.era == .legacy else { return answer }
      guard let reply = await questions.answer(to: question, from: request) else {
        if Task.isCancelled { provider.abandon(question) }
        return .result(question.fallback)
      }
      call.continuation = ToolCall.Continuation(state: question.state, answers: [question.key: reply])
    }
    return try await provider.call(call, progress: reporter)
  }

  private func progressStream(_ params: CallToolParams, _ request: Request) -> ProgressStream? {
    guard let token = params.progressToken, token.byteCount <= limits.progressTokenBytes else { return nil }
    return ProgressStream(
      token: token, version: request.version, limits: limits, clock: clock, delayed: delayed,
      output: replies.output)
  }

  private var work: RequestWork { RequestWork(calls: calls, replies: replies) }

  // MARK: Results by era

  /// What the client gets for `answer`: questions that it can't ask, in words.
  private func result(
    _ answer: ToolAnswer, of call: ToolCall, _ request: Request
  ) throws(RPCError) -> JSONObject {
    switch answer {
    case .result(let result):
      // A client that takes a task only would not find the answer.
      if case .task = call.delivery { throw .missingTask }
      return self.result(result, for: request.version)
    case .question(let question):
      guard request.version.era == .modern, question.elicitation.suits(request.client) else {
        return result(question.fallback, for: request.version)
      }
      return ModernResults.inputRequired(question, info, for: request.version)
    case .task(let task):
      // A client that takes no task would lose the answer without a word.
      guard call.delivery != .result else { throw .unwantedTask }
      let json = task.begun.json(for: request.version)
      return request.version.era == .modern ? ModernResults.task(json, info) : ["task": .object(json)]
    }
  }

  private func result(_ result: ToolResult, for version: ProtocolVersion) -> JSONObject {
    let json = result.json(for: version)
    return switch version.era {
    case .legacy: json
    case .modern: ModernResults.complete(json, info)
    }
  }
}

extension ToolResult {
  /// Instead of a result that is too long for a line: an error the model can act on.
  static func tooLong(_ bytes: Int, _ limit: Int) -> ToolResult {
    let text =
      "The tool's answer has \(bytes) bytes as one message; at most \(limit) can be sent. "
      + "Ask for less, or for parts."
    return ToolResult(content: [.text(text)], isError: true)
  }
}

extension RPCError {
  fileprivate static func noTasks(of tool: Tool) -> RPCError {
    RPCError(code: methodNotFound, message: "The tool \(tool.name) can't be called as a task")
  }

  fileprivate static var missingTask: RPCError {
    RPCError(code: internalError, message: "The call did not become the task that its client asked for")
  }

  fileprivate static var unwantedTask: RPCError {
    RPCError(code: internalError, message: "The call became a task, which its client did not ask for")
  }
}

extension RequestID {
  /// What it takes to echo.
  var byteCount: Int {
    switch self {
    case .string(let string): string.utf8.count
    case .integer(let number): number.text.utf8.count
    }
  }
}
