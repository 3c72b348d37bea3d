import JSON
import JSONRPC

/// Answers the requests about tasks of 2025-11-25, whose clients ask for the result by itself and wait for it.
struct CoreTaskService: Sendable {
  typealias Request = ToolService.Request

  let provider: any TaskProvider
  let limits: SessionLimits
  let work: RequestWork
  let questions: OpenQuestions
  let taskQuestions: TaskQuestions

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
          try await cancel(params.id, request).json(for: request.version)
        }
      }
    }
  }

  private func answer(resultOf id: String, _ request: Request) async {
    let tooLong: @Sendable (Int) -> ReplyWriter.Outcome = { bytes in
      .success(json(.tooLong(bytes, limits.outputLineBytes), of: id, request))
    }
    await work.answer(request, .wait, orIfTooLong: tooLong) {
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
      switch try await settledTask(id).status {
      case .completed(let result): return result
      case .failed(let error): throw error
      case .cancelled: return .cancelledTask
      case .working: throw .stillWorking
      case .inputRequired(let question):
        rounds += 1
        guard rounds <= limits.questionRounds else { return question.fallback }
        switch try await ask(question, about: id, request) {
        case .settled: continue
        case .unanswered: return question.fallback
        case .cancelled: return .cancelledTask
        }
      }
    }
  }

  /// Waits for the task, but not when the client can say nothing more: it would keep the session for as long.
  private func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    let outcome = await questions.closing.value { () -> Result<TaskSnapshot, RPCError> in
      do throws(RPCError) {
        return .success(try await provider.settledTask(id))
      } catch {
        return .failure(error)
      }
    }
    do throws(RPCError) {
      guard let outcome else { throw .stillWorking }
      return try outcome.get()
    } catch {
      guard questions.closing.isOpen, error.code == RPCError.internalError else { throw error }
      throw .stillWorking
    }
  }

  /// Puts the question to the user and the answer to the task, unless another request is about it.
  private func ask(
    _ question: ToolQuestion, about id: String, _ request: Request
  ) async throws(RPCError) -> TaskQuestions.Outcome {
    let (asking, isNew) = taskQuestions.ask(about: id)
    guard isNew else {
      await asking.latch.wait()
      return asking.outcome ?? .settled
    }
    let answer =
      await asking.latch.value { await questions.answer(to: question, from: request, about: id) } ?? nil
    // Who else waits for the task has to ask by itself if this request was cancelled.
    guard let answer, asking.outcome == nil else {
      return taskQuestions.end(asking, about: id, Task.isCancelled ? .settled : .unanswered)
    }
    do throws(RPCError) {
      try await provider.answer([question.key: answer], ofTask: id)
    } catch {
      let outcome = taskQuestions.end(asking, about: id, .settled)
      // What does not fit is asked again.
      guard error.code == RPCError.invalidParams else { throw error }
      return outcome
    }
    return taskQuestions.end(asking, about: id, .settled)
  }

  /// The task counts as cancelled with the answer, even if whoever works on it takes some time.
  private func cancel(_ id: String, _ request: Request) async throws(RPCError) -> TaskSnapshot {
    guard try await !provider.task(id).seen(by: request.client).isOver else { throw over(id) }
    let task = try await provider.cancelTask(id)
    switch task.status {
    case .completed, .failed: throw over(id)
    case .working, .inputRequired, .cancelled:
      taskQuestions.withdraw(about: id, .cancelled)
      return task.with(.cancelled)
    }
  }

  private func over(_ id: String) -> RPCError {
    taskQuestions.withdraw(about: id, .settled)
    return .alreadyOver
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
