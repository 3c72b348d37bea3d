import JSON
import JSONRPC

/// The params of `tools/list`, the same in both eras.
struct ListToolsParams: Equatable {
  /// Which page is asked for; nil for the first. Even an empty one is a cursor.
  let cursor: String?

  /// - Throws: `invalidParams` for a cursor that is no string; a null counts as none.
  init(_ params: JSONObject) throws(RPCError) {
    let cursor = params["cursor"] ?? .null
    guard cursor.isNull || cursor.string != nil else { throw .invalidCursor }
    self.cursor = cursor.string
  }
}

/// The params of `tools/call`, the same in both eras.
struct CallToolParams: Equatable {
  let name: String
  let arguments: JSONObject
  let meta: JSONObject

  init(_ params: JSONObject) throws(RPCError) {
    let fields = JSONFields(params)
    do throws(JSONMismatch) {
      name = try fields.required("name")
      arguments = try fields.optional("arguments") ?? [:]
      meta = params["_meta"]?.object ?? [:]
    } catch {
      throw RPCError(code: RPCError.invalidParams, message: "Invalid params: \(error)")
    }
  }

  /// Given by clients that want to hear of progress.
  var progressToken: RequestID? { meta["progressToken"].flatMap(RequestID.init) }
}

extension RPCError {
  static var invalidCursor: RPCError { RPCError(code: invalidParams, message: "Invalid cursor") }
}
