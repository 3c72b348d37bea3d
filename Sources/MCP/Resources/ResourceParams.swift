import JSON
import JSONRPC

/// The params of `resources/read`, `resources/subscribe` and `resources/unsubscribe`.
struct ResourceParams: Equatable {
  let uri: String

  init(_ params: JSONObject) throws(RPCError) {
    do throws(JSONMismatch) {
      uri = try JSONFields(params).required("uri")
    } catch {
      throw .malformedParams(error)
    }
  }
}
