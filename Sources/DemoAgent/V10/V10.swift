internal import JSON

/// A2A 1.0 over JSON-RPC (specification §9).
struct V10: Wire {
  let eventErrors: Set<Operation> = []
  let cardPaths = ["/.well-known/agent-card.json"]

  let operations: [String: Operation] = [
    "SendMessage": .send,
    "SendStreamingMessage": .stream,
    "GetTask": .get,
    "CancelTask": .cancel,
    "SubscribeToTask": .subscribe,
    "CreateTaskPushNotificationConfig": .pushNotifications,
    "GetTaskPushNotificationConfig": .pushNotifications,
    "ListTaskPushNotificationConfigs": .pushNotifications,
    "DeleteTaskPushNotificationConfig": .pushNotifications,
    "ListTasks": .unsupported,
    "GetExtendedAgentCard": .unsupported,
  ]

  /// §3.6.2: without the header a client means 0.3.
  func check(version: String?) throws(AgentError) {
    guard version == "1.0" else { throw .versionNotSupported(asked: version, supported: "1.0") }
  }
}
