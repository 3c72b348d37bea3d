internal import JSON
internal import JSONRPC

/// A2A 1.0 over JSON-RPC (specification §9).
struct V10RPC: RPCDialect {
  let words: any Words = V10Words()
  let eventErrors: Set<Operation.Name> = []

  let methods: [String: Operation.Name] = [
    "SendMessage": .send,
    "SendStreamingMessage": .stream,
    "GetTask": .getTask,
    "ListTasks": .listTasks,
    "CancelTask": .cancelTask,
    "SubscribeToTask": .subscribe,
    "CreateTaskPushNotificationConfig": .createPushConfig,
    "GetTaskPushNotificationConfig": .getPushConfig,
    "ListTaskPushNotificationConfigs": .listPushConfigs,
    "DeleteTaskPushNotificationConfig": .deletePushConfig,
    "GetExtendedAgentCard": .getExtendedCard,
  ]

  /// §9.5: an array of `google.rpc` details.
  func error(_ error: AgentError) -> RPCError {
    RPCError(
      code: V10Errors.code(of: error), message: error.message,
      data: JSONValue.list(V10Errors.details(of: error)))
  }
}
