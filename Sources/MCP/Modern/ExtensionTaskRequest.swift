import JSON
import JSONRPC

/// What a client can ask about a task (2026-07-28, tasks extension).
enum ExtensionTaskRequest: Equatable {
  case get(TaskParams)
  /// Answers to what the task asks.
  case update(TaskParams, InputResponses)
  case cancel(TaskParams)

  /// nil for any other method.
  ///
  /// - Throws: the error to answer with.
  init?(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "tasks/get": self = .get(try TaskParams(params))
    case "tasks/update": self = .update(try TaskParams(params), try Self.responses(params))
    case "tasks/cancel": self = .cancel(try TaskParams(params))
    default: return nil
    }
  }

  private static func responses(_ params: JSONObject) throws(RPCError) -> InputResponses {
    do throws(JSONMismatch) {
      return try JSONFields(params).required("inputResponses")
    } catch {
      throw .malformedParams(error)
    }
  }
}
