import JSON
import JSONRPC

/// What a modern client can ask.
enum ModernRequest: Equatable {
  case discover
  case callTool(CallToolParams)
  case task(ExtensionTaskRequest)
  case catalog(CatalogRequest)
  case listen(ListenParams)

  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "server/discover": self = .discover
    case "tools/call": self = .callTool(try CallToolParams(modern: params))
    case "subscriptions/listen": self = .listen(try ListenParams(params))
    default:
      if let request = try CatalogRequest(method: method, params: params) {
        self = .catalog(request)
      } else if let request = try ExtensionTaskRequest(method: method, params: params) {
        self = .task(request)
      } else {
        throw .unknownMethod(method)
      }
    }
  }
}
