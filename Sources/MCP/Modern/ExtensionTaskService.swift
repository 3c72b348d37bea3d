import JSON
import JSONRPC

/// Answers the requests about tasks of 2026-07-28, whose clients look until there is a result.
struct ExtensionTaskService: Sendable {
  typealias Request = ToolService.Request

  let info: ServerInfo
  let provider: any TaskProvider
  let limits: SessionLimits
  let work: RequestWork
  let taskQuestions: TaskQuestions

  func answer(_ ask: ExtensionTaskRequest, _ request: Request) async {
    await work.answer(request, .look) {
      await ReplyWriter.outcome { () throws(RPCError) in
        guard request.client.takesTasks else { throw .tasksNotDeclared }
        return ModernResults.complete(try await result(of: ask, request), info)
      }
    }
  }

  private func result(
    of ask: ExtensionTaskRequest, _ request: Request
  ) async throws(RPCError) -> JSONObject {
    switch ask {
    case .get(let params): return fitting(try await provider.task(params.id), request)
    case .update(let params, let responses):
      try await provider.answer(responses.answers, ofTask: params.id)
      taskQuestions.withdraw(about: params.id, .settled)
    case .cancel(let params):
      _ = try await provider.cancelTask(params.id)
      taskQuestions.withdraw(about: params.id, .cancelled)
    }
    return [:]
  }

  private func fitting(_ task: TaskSnapshot, _ request: Request) -> JSONObject {
    let limit = limits.outputLineBytes
    return task.detailed(for: request.version, request.client, within: limit) { json in
      limit - work.replies.room(beside: ModernResults.complete(json, info), to: request.id)
    }
  }
}
