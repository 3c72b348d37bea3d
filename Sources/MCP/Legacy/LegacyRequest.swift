import JSON
import JSONRPC

/// What a legacy client can ask.
enum LegacyRequest: Equatable {
  case initialize(InitializeParams)
  case ping
  case callTool(CallToolParams)
  case task(CoreTaskRequest)
  case catalog(CatalogRequest)
  case subscribe(ResourceParams)
  case unsubscribe(ResourceParams)

  /// - Parameter session: what the client speaks; nil before the handshake.
  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject, session: ProtocolVersion?) throws(RPCError) {
    switch method {
    case "initialize": self = .initialize(InitializeParams(params))
    case "ping": self = .ping
    case "tools/call": self = .callTool(try CallToolParams(params, in: session))
    case "resources/subscribe": self = .subscribe(try ResourceParams(params))
    case "resources/unsubscribe": self = .unsubscribe(try ResourceParams(params))
    default:
      if let request = try CatalogRequest(method: method, params: params) {
        self = .catalog(request)
      } else if session?.hasCoreTasks == true,
        let request = try CoreTaskRequest(method: method, params: params)
      {
        self = .task(request)
      } else {
        throw .unknownMethod(method)
      }
    }
  }

  /// Whether `method` may come before the handshake.
  static func needsNoSession(_ method: String) -> Bool { method == "initialize" || method == "ping" }
}
