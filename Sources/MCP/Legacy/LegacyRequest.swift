import JSON
import JSONRPC

/// What a legacy client can ask.
enum LegacyRequest: Equatable {
  case initialize(InitializeParams)
  case ping
  case listTools(ListToolsParams)
  case callTool(CallToolParams)

  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "initialize": self = .initialize(InitializeParams(params))
    case "ping": self = .ping
    case "tools/list": self = .listTools(try ListToolsParams(params))
    case "tools/call": self = .callTool(try CallToolParams(params))
    default: throw .unknownMethod(method)
    }
  }

  /// Whether `method` may come before the handshake.
  static func needsNoSession(_ method: String) -> Bool { method == "initialize" || method == "ping" }
}
