package import JSON
package import JSONRPC

/// One `tools/call`.
package struct ToolCall: Sendable, Equatable {
  package let name: String
  /// Empty if the client sent none.
  package let arguments: JSONObject
  package let requestID: RequestID
  package let client: ClientContext
  /// The request's `_meta` as it came: trace context, and what clients put there for themselves.
  package let meta: JSONObject

  package init(
    name: String, arguments: JSONObject, requestID: RequestID, client: ClientContext, meta: JSONObject = [:]
  ) {
    self.name = name
    self.arguments = arguments
    self.requestID = requestID
    self.client = client
    self.meta = meta
  }
}
