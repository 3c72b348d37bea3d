internal import JSON

/// A2A 0.3 over JSON-RPC (specification 0.3.0 §7).
struct V03: Wire {
  // The official 0.3 client gives up on an answer to these that is no event stream, without reading it.
  let eventErrors: Set<Operation> = [.stream, .subscribe]
  // The second is where 0.2 looked; the official 0.3 servers answer there too.
  let cardPaths = ["/.well-known/agent-card.json", "/.well-known/agent.json"]

  let operations: [String: Operation] = [
    "message/send": .send,
    "message/stream": .stream,
    "tasks/get": .get,
    "tasks/cancel": .cancel,
    "tasks/resubscribe": .subscribe,
    "tasks/pushNotificationConfig/set": .pushNotifications,
    "tasks/pushNotificationConfig/get": .pushNotifications,
    "tasks/pushNotificationConfig/list": .pushNotifications,
    "tasks/pushNotificationConfig/delete": .pushNotifications,
    "agent/getAuthenticatedExtendedCard": .unsupported,
  ]

  /// The header came with 1.0; servers of this version do not look at it.
  func check(version: String?) {}

  /// Free in this version; the message says it all.
  func data(of error: AgentError) -> JSONValue? { nil }
}
