internal import JSON
internal import JSONRPC

/// A2A 0.3 over JSON-RPC (specification 0.3.0 §7).
struct V03RPC: RPCDialect {
  let words: any Words = V03Words()
  // The official 0.3 client gives up on an answer to these that is no event stream, without reading it.
  let eventErrors: Set<Operation.Name> = [.stream, .subscribe]

  let methods: [String: Operation.Name] = [
    "message/send": .send,
    "message/stream": .stream,
    "tasks/get": .getTask,
    "tasks/cancel": .cancelTask,
    "tasks/resubscribe": .subscribe,
    "tasks/pushNotificationConfig/set": .createPushConfig,
    "tasks/pushNotificationConfig/get": .getPushConfig,
    "tasks/pushNotificationConfig/list": .listPushConfigs,
    "tasks/pushNotificationConfig/delete": .deletePushConfig,
    "agent/getAuthenticatedExtendedCard": .getExtendedCard,
  ]

  /// `data` is free in this version; the message says it all.
  func error(_ error: AgentError) -> RPCError {
    RPCError(code: error.code, message: error.message)
  }
}
