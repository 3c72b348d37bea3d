import JSON
import JSONRPC

/// The params of requests about one task, the same in both eras.
struct TaskParams: Equatable {
  /// Whatever the client wrote.
  let id: String

  /// - Throws: `invalidParams`
  init(_ params: JSONObject) throws(RPCError) {
    do throws(JSONMismatch) {
      id = try JSONFields(params).required("taskId")
    } catch {
      throw .malformedParams(error)
    }
  }
}
