import JSON
import JSONRPC
import Synchronization

/// Gathers the answers of a batch (2025-03-26, basic/index), in the order of its requests.
final class BatchReply: Sendable {
  private struct State {
    var replies: [[UInt8]?]
    var missing: Int
    var bytes = 0
  }

  private let limit: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - count: how many answers there will be, withheld ones included.
  ///   - limit: bytes of the whole line; an answer that does not fit becomes an error.
  init(count: Int, limit: Int) {
    self.limit = limit
    state = Mutex(State(replies: Array(repeating: nil, count: count), missing: count))
  }

  /// Takes the answer at `position`; nil if the request was cancelled.
  ///
  /// - Returns: the line to write, when this was the last answer and there is one to write.
  func take(_ reply: [UInt8]?, at position: Int, to id: RequestID?) -> [UInt8]? {
    state.withLock { state in
      state.missing -= 1
      if var reply {
        if state.bytes + reply.count + 2 > limit {
          reply = RPCMessage.response(id: id, .failure(.answerTooLong(reply.count, limit))).json.serialized()
        }
        state.bytes += reply.count + 1
        state.replies[position] = reply
      }
      return state.missing == 0 ? Self.line(state.replies) : nil
    }
  }

  private static func line(_ replies: [[UInt8]?]) -> [UInt8]? {
    let replies = replies.compactMap { $0 }
    guard !replies.isEmpty else { return nil }
    return [UInt8(ascii: "[")] + replies.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
  }
}

extension RPCError {
  static func answerTooLong(_ bytes: Int, _ limit: Int) -> RPCError {
    RPCError(code: internalError, message: "The answer has \(bytes) bytes; at most \(limit) can be sent")
  }
}
