internal import JSON

/// A2A 1.0.
struct V10: Edition {
  let cardPaths = ["/.well-known/agent-card.json"]
  let extensionsField = "A2A-Extensions"
  let notificationType = V10REST.mediaType
  let rpc: any RPCDialect = V10RPC()
  let rest: any RESTDialect = V10REST()
  let grpc: any GRPCDialect = V10GRPC()

  /// §3.6.2: who names no version means 0.3.
  func check(version: String?) throws(AgentError) {
    guard version == "1.0" else { throw .versionNotSupported(asked: version, supported: "1.0") }
  }

  /// §4.3.3: what a stream would say.
  func notification(of event: StreamEvent, about task: LiveTask) -> JSONValue? {
    V10Words().json(event)
  }
}
