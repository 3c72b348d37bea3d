import JSON
import JSONRPC

/// The params of `tools/list` and the other listings, the same in both eras.
struct ListParams: Equatable {
  /// Which page is asked for; nil for the first. Even an empty one is a cursor.
  let cursor: String?

  /// - Throws: `invalidParams` for a cursor that is no string; a null counts as none.
  init(_ params: JSONObject) throws(RPCError) {
    let cursor = params["cursor"] ?? .null
    guard cursor.isNull || cursor.string != nil else { throw .invalidCursor }
    self.cursor = cursor.string
  }
}
