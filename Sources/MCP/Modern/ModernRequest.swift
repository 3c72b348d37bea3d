import JSON
import JSONRPC

/// What a modern client can ask.
enum ModernRequest: Equatable {
  case discover
  case listTools(ListToolsParams)
  case callTool(CallToolParams)
  case task(ExtensionTaskRequest)

  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "server/discover": self = .discover
    case "tools/list": self = .listTools(try ListToolsParams(params))
    case "tools/call": self = .callTool(try CallToolParams(modern: params))
    default:
      guard let request = try ExtensionTaskRequest(method: method, params: params) else {
        throw .unknownMethod(method)
      }
      self = .task(request)
    }
  }
}
