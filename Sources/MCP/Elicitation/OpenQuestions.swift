import JSON
import JSONRPC
import Synchronization

/// The questions that a legacy client was asked and has not answered (`elicitation/create`, from the server).
///
/// Bounded in number and in time, and over with the client's input: no call waits for an answer that can't come.
final class OpenQuestions: Sendable {
  /// Opens when the client can't answer any more.
  let closing = Latch()
  private let limits: SessionLimits
  private let clock: SessionClock
  private let output: any LineOutput
  private let table: Mutex<QuestionTable>

  init(limits: SessionLimits, clock: SessionClock, output: any LineOutput) {
    self.limits = limits
    self.clock = clock
    self.output = output
    table = Mutex(QuestionTable(limit: limits.openQuestions))
  }

  /// Has the client ask its user, and waits for the answer.
  ///
  /// - Parameter task: the task that the question is about, if any.
  /// - Returns: nil if the client can't ask this, does not answer in time or not as it should, or if the task that
  ///   runs this is cancelled.
  func answer(
    to question: ToolQuestion, from request: ToolService.Request, about task: String? = nil
  ) async -> Elicitation.Answer? {
    guard question.elicitation.suits(request.client), !Task.isCancelled,
      let entry = table.withLock({ $0.open() })
    else { return nil }
    var params = question.elicitation.params(for: request.version, id: entry.name)
    if let task { params["_meta"] = .object(RelatedTask.meta(task)) }
    let line = RPCMessage.request(id: entry.id, method: Elicitation.method, params: params).json.serialized()
    guard line.count <= limits.outputLineBytes, await output.send(line) else {
      // The client has not heard of it.
      _ = table.withLock { $0.end(entry) }
      return nil
    }
    await wait(for: entry.latch)
    return await end(entry).map { question.elicitation.restored($0) }
  }

  /// Takes the client's answer to one of its requests. What was never asked, or long ago, is ignored.
  func receive(_ outcome: Result<JSONValue, RPCError>, for id: RequestID?) {
    guard let id else { return }
    let answer = (try? outcome.get()).flatMap { try? Elicitation.Answer($0, at: .root) }
    table.withLock { $0.answer(id, with: answer) }?.open()
  }

  /// Lets nobody wait any more, now and later.
  func close() {
    closing.open()
    for latch in table.withLock({ $0.close() }) { latch.open() }
  }

  private func wait(for latch: Latch) async {
    let deadline = clock.now() + limits.questionLimit
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await latch.wait() }
      group.addTask { try? await self.clock.sleep(deadline) }
      await group.next()
      group.cancelAll()
    }
  }

  private func end(_ entry: QuestionTable.Entry) async -> Elicitation.Answer? {
    switch table.withLock({ $0.end(entry) }) {
    case .answered(let answer): return answer
    case .unanswered:
      // Nobody waits for it any more, so no user should be kept busy with it.
      let notice = RPCMessage.notification(
        method: "notifications/cancelled", params: ["requestId": entry.id.json])
      await output.send(notice.json.serialized(), evenIfCancelled: true)
      return nil
    }
  }
}

extension Elicitation {
  /// `answer` as every version would have it.
  fileprivate func restored(_ answer: Answer) -> Answer {
    switch (self, answer) {
    case (.form(_, let form), .accept(let content)): .accept(form.separatingChoices(of: content))
    case (.page, .accept): .accept([:])
    case (_, .decline), (_, .cancel): answer
    }
  }
}
