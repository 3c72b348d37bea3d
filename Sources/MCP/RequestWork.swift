import JSON
import JSONRPC

/// Does what requests ask for on tasks of their own, and answers each once.
struct RequestWork: Sendable {
  let calls: InFlightCalls
  let replies: ReplyWriter

  /// Answers `request` with what `work` comes to, or not at all if it is cancelled: whoever takes the ticket's right
  /// decides.
  ///
  /// `tooLong` says what to answer instead of so many bytes.
  func answer(
    _ request: ToolService.Request, _ kind: CallTable.Kind,
    orIfTooLong tooLong: (@Sendable (Int) -> ReplyWriter.Outcome)? = nil,
    _ work: @escaping @Sendable () async -> ReplyWriter.Outcome
  ) async {
    let refusal = calls.start(request.id, kind, bytes: request.bytes) { ticket in
      guard calls.isOwed(ticket) else {
        return await replies.leaveCancelled(request.id, by: request.route)
      }
      let outcome = await work()
      if calls.claimReply(to: ticket) {
        await replies.reply(outcome, to: request.id, by: request.route, orIfTooLong: tooLong)
      } else {
        await replies.leaveCancelled(request.id, by: request.route)
      }
    }
    if let refusal { await replies.reply(.failure(refusal), to: request.id, by: request.route) }
  }

  /// Answers `request` with what it comes to after `wait`, unless it is cancelled till then.
  ///
  /// The right to answer comes first: a listing that is cancelled after all has shown the client nothing.
  func answerAtOnce(
    _ request: ToolService.Request, after wait: @escaping @Sendable () async -> Void,
    _ result: @escaping @Sendable () throws(RPCError) -> JSONObject
  ) async {
    let refusal = calls.start(request.id, .listing, bytes: request.bytes) { ticket in
      await wait()
      guard calls.claimReply(to: ticket) else {
        return await replies.leaveCancelled(request.id, by: request.route)
      }
      await replies.reply(Result(catching: result), to: request.id, by: request.route)
    }
    if let refusal { await replies.reply(.failure(refusal), to: request.id, by: request.route) }
  }
}
