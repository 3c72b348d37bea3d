package import JSON
package import JSONRPC

/// One `tools/call`.
package struct ToolCall: Sendable, Equatable {
  /// The tool's name, as the client wrote it: it need not exist.
  package let name: String
  /// Empty if the client sent none; not checked against the tool's schema.
  package let arguments: JSONObject
  /// The id of the request, unique among those that are not answered yet.
  package let requestID: RequestID

  /// A call as a client would make it.
  package init(name: String, arguments: JSONObject, requestID: RequestID) {
    self.name = name
    self.arguments = arguments
    self.requestID = requestID
  }
}
