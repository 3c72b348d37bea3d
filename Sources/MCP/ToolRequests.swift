import JSON
import JSONRPC

/// The params of `tools/list`, the same in both eras.
struct ListToolsParams: Equatable {
  /// - Throws: `invalidParams` for a cursor, because all tools are on one page and none was ever handed out.
  init(_ params: JSONObject) throws(RPCError) {
    if let cursor = params["cursor"], !cursor.isNull {
      throw RPCError(code: RPCError.invalidParams, message: "Invalid cursor")
    }
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
