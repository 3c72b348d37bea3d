internal import JSON

/// One version of A2A as this agent speaks it, in all bindings.
///
/// Written without the bridge's own A2A code, and strict about what it takes: an end-to-end test in which both
/// sides shared a mistake would prove nothing.
protocol Edition: Sendable {
  /// Where the card is found.
  var cardPaths: [String] { get }
  /// The header field in which clients claim extensions.
  var extensionsField: String { get }
  var rpc: any RPCDialect { get }
  var rest: any RESTDialect { get }
  var grpc: any GRPCDialect { get }

  /// Refuses a request that asks for another version.
  func check(version: String?) throws(AgentError)
  func card(_ profile: Profile) -> JSONObject
  /// What a webhook is told of `event`; nil when that is no news to it.
  func notification(of event: StreamEvent, about task: LiveTask) -> JSONValue?
  /// The media type of what webhooks are told.
  var notificationType: String { get }
}
