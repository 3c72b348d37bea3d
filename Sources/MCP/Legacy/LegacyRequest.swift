import JSON
import JSONRPC

/// What a legacy client can ask.
enum LegacyRequest: Equatable {
  case initialize(InitializeParams)
  case ping
  case listTools(ListToolsParams)
  case callTool(CallToolParams)
  case task(CoreTaskRequest)

  /// - Parameter session: what the client speaks; nil before the handshake.
  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject, session: ProtocolVersion?) throws(RPCError) {
    switch method {
    case "initialize": self = .initialize(InitializeParams(params))
    case "ping": self = .ping
    case "tools/list": self = .listTools(try ListToolsParams(params))
    case "tools/call": self = .callTool(try CallToolParams(params, in: session))
    default:
      guard session?.hasCoreTasks == true,
        let request = try CoreTaskRequest(method: method, params: params)
      else { throw .unknownMethod(method) }
      self = .task(request)
    }
  }

  /// Whether `method` may come before the handshake.
  static func needsNoSession(_ method: String) -> Bool { method == "initialize" || method == "ping" }
}
