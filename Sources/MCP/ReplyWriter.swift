import JSON
import JSONRPC

/// Where the answer of one request goes.
enum ReplyRoute: Sendable {
  case line
  case batch(BatchReply, position: Int)
}

/// The only way answers go out, within the limit of a line.
struct ReplyWriter: Sendable {
  typealias Outcome = Result<JSONObject, RPCError>

  /// What `result` comes to.
  static func outcome(_ result: () async throws(RPCError) -> JSONObject) async -> Outcome {
    do throws(RPCError) {
      return .success(try await result())
    } catch {
      return .failure(error)
    }
  }

  let output: any LineOutput
  /// Bytes of one line.
  let limit: Int

  /// Answers the request `id`, nil being one whose id could not be read; `tooLong` says what to answer instead of
  /// so many bytes.
  func reply(
    _ outcome: Outcome, to id: RequestID?, by route: ReplyRoute,
    orIfTooLong tooLong: ((Int) -> Outcome)? = nil
  ) async {
    var line = Self.line(outcome, to: id)
    if line.count > limit, let tooLong { line = Self.line(tooLong(line.count), to: id) }
    if line.count > limit { line = Self.line(.failure(.answerTooLong(line.count, limit)), to: id) }
    await write(line, to: id, by: route)
  }

  /// Lets a cancelled request go unanswered.
  ///
  /// If its batch waited for nothing else, this writes the line, which is the answer to the others: they must not
  /// lose it because the task is cancelled.
  func leaveCancelled(_ id: RequestID, by route: ReplyRoute) async {
    guard case .batch(let batch, let position) = route else { return }
    if let line = batch.take(nil, at: position, to: id) { await output.send(line, evenIfCancelled: true) }
  }

  /// The bytes that an answer with `result` to `id` leaves free, even in a batch.
  func room(beside result: JSONObject, to id: RequestID) -> Int {
    let brackets = 2
    return limit - brackets - Self.line(.success(result), to: id).count
  }

  private func write(_ line: [UInt8], to id: RequestID?, by route: ReplyRoute) async {
    switch route {
    case .line: await output.send(line)
    case .batch(let batch, let position):
      if let line = batch.take(line, at: position, to: id) { await output.send(line) }
    }
  }

  private static func line(_ outcome: Outcome, to id: RequestID?) -> [UInt8] {
    RPCMessage.response(id: id, outcome.map(JSONValue.object)).json.serialized()
  }
}
