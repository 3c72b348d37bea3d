import JSON
import JSONRPC

/// The params of `tools/call`.
struct CallToolParams: Equatable {
  let name: String
  let arguments: JSONObject
  let meta: JSONObject
  /// The wish for a task (2025-11-25).
  let task: TaskWish?
  /// What the call goes on with (2026-07-28).
  let continuation: ToolCall.Continuation?

  /// Those of a legacy client that speaks `session`.
  init(_ params: JSONObject, in session: ProtocolVersion?) throws(RPCError) {
    try self.init(params) { fields throws(JSONMismatch) in
      (session?.hasCoreTasks == true ? try fields.optional("task") : nil, nil)
    }
  }

  /// Those of a modern client.
  init(modern params: JSONObject) throws(RPCError) {
    try self.init(params) { fields throws(JSONMismatch) in (nil, try ToolCall.Continuation(fields)) }
  }

  private init(
    _ params: JSONObject,
    _ extras: (JSONFields) throws(JSONMismatch) -> (TaskWish?, ToolCall.Continuation?)
  ) throws(RPCError) {
    let fields = JSONFields(params)
    do throws(JSONMismatch) {
      name = try fields.required("name")
      arguments = try fields.optional("arguments") ?? [:]
      meta = params["_meta"]?.object ?? [:]
      (task, continuation) = try extras(fields)
    } catch {
      throw .malformedParams(error)
    }
  }

  /// Given by clients that want to hear of progress.
  var progressToken: RequestID? { meta["progressToken"].flatMap(RequestID.init) }
}
