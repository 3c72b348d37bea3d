import JSON
import JSONRPC

/// What a client can ask about a task (2025-11-25, basic/utilities/tasks).
enum CoreTaskRequest: Equatable {
  case get(TaskParams)
  /// What came of the call, when it is there.
  case result(TaskParams)
  case cancel(TaskParams)

  /// nil for any other method.
  ///
  /// - Throws: the error to answer with.
  init?(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "tasks/get": self = .get(try TaskParams(params))
    case "tasks/result": self = .result(try TaskParams(params))
    case "tasks/cancel": self = .cancel(try TaskParams(params))
    default: return nil
    }
  }
}
