import JSON
import JSONRPC

/// Answers the requests about tasks of 2025-11-25, whose clients ask for the result by itself and wait for it.
struct CoreTaskService: Sendable {
  typealias Request = ToolService.Request

  let provider: any TaskProvider
  let limits: SessionLimits
  let work: RequestWork
  let questions: OpenQuestions

  func answer(_ ask: CoreTaskRequest, _ request: Request) async {
    switch ask {
    case .get(let params):
      await work.answer(request, .look) {
        await ReplyWriter.outcome { () throws(RPCError) in
          try await provider.task(params.id).seen(by: request.client).json(for: request.version)
        }
      }
    case .result(let params): await answer(resultOf: params.id, request)
    case .cancel(let params):
      await work.answer(request, .look) {
        await ReplyWriter.outcome { () throws(RPCError) in
          try await cancel(params.id).json(for: request.version)
        }
      }
    }
  }

  private func answer(resultOf id: String, _ request: Request) async {
    let tooLong: @Sendable (Int) -> ReplyWriter.Outcome = { bytes in
      .success(json(.tooLong(bytes, limits.outputLineBytes), of: id, request))
    }
    await work.answer(request, .call, orIfTooLong: tooLong) {
      await ReplyWriter.outcome { () throws(RPCError) in
        json(try await result(of: id, request), of: id, request)
      }
    }
  }

  private func json(_ result: ToolResult, of id: String, _ request: Request) -> JSONObject {
    result.related(toTask: id).json(for: request.version)
  }

  /// Waits for the end of the task, and puts what it asks to the user on the way.
  private func result(of id: String, _ request: Request) async throws(RPCError) -> ToolResult {
    var rounds = 0
    while true {
      switch try await provider.settledTask(id).status {
      case .completed(let result): return result
      case .failed(let error): throw error
      case .cancelled: return .cancelledTask
      case .working: throw .stillWorking
      case .inputRequired(let question):
        rounds += 1
        guard rounds <= limits.questionRounds,
          let answer = await questions.answer(to: question, from: request, about: id)
        else { return question.fallback }
        try await provider.answer([question.key: answer], ofTask: id)
      }
    }
  }

  /// The task counts as cancelled with the answer, even if whoever works on it takes some time.
  private func cancel(_ id: String) async throws(RPCError) -> TaskSnapshot {
    guard try await !provider.task(id).isOver else { throw .alreadyOver }
    let task = try await provider.cancelTask(id)
    return switch task.status {
    case .completed, .failed: throw .alreadyOver
    case .working, .inputRequired, .cancelled: task.with(.cancelled)
    }
  }
}

extension ToolResult {
  fileprivate static var cancelledTask: ToolResult {
    ToolResult(content: [.text("The task was cancelled.")], isError: true)
  }
}

extension RPCError {
  fileprivate static var alreadyOver: RPCError {
    RPCError(code: invalidParams, message: "The task is over already")
  }

  fileprivate static var stillWorking: RPCError {
    RPCError(code: internalError, message: "The task still runs; ask for its result again")
  }
}
