import JSON

/// A2A 0.1 as JSON-RPC: the client names the task, parts have a `type`. Still served by some agents of 2025.
package struct V01JSONRPC: JSONRPCDialect {
  private let hasPathPerMethod: Bool

  /// - Parameter hasPathPerMethod: Whether each method is called at a path of its own, as python-a2a has it.
  package init(hasPathPerMethod: Bool = false) { self.hasPathPerMethod = hasPathPerMethod }

  package var version: String? { nil }

  package func call(for operation: Operation, tenant: String?) -> JSONRPCCall? {
    guard var call = call(for: operation) else { return nil }
    if hasPathPerMethod { call.path = "/\(call.method)" }
    return call
  }

  private func call(for operation: Operation) -> JSONRPCCall? {
    switch operation {
    case .send(let request): JSONRPCCall("tasks/send", params(request))
    // python-a2a does not stream tasks, and an answer in one piece is one to a stream, too.
    case .stream(let request):
      JSONRPCCall(hasPathPerMethod ? "tasks/send" : "tasks/sendSubscribe", params(request))
    case .subscribe(let id): JSONRPCCall("tasks/resubscribe", ["id": .string(id)])
    case .getTask(let id, let historyLength):
      JSONRPCCall("tasks/get", V10JSON.taskQuery(id, historyLength))
    case .cancelTask(let id): JSONRPCCall("tasks/cancel", ["id": .string(id)])
    case .createPushConfig(let config):
      JSONRPCCall(
        "tasks/pushNotification/set",
        ["id": .string(config.taskID), "pushNotificationConfig": .object(V03JSON.pushConfig(config))])
    case .listTasks, .getExtendedCard, .getPushConfig, .listPushConfigs, .deletePushConfig: nil
    }
  }

  /// The message's own id, which is as unique, names a new task and a new session.
  private func params(_ request: SendRequest) -> JSONObject {
    let message = request.message
    var json: JSONObject = [
      "id": .string(message.taskID ?? message.messageID),
      "sessionId": .string(message.contextID ?? message.messageID),
      "message": .object(wire(message)),
    ]
    if !request.acceptedOutputModes.isEmpty {
      json["acceptedOutputModes"] = .strings(request.acceptedOutputModes)
    }
    json["historyLength"] = request.historyLength.map { JSONValue($0) }
    json["pushNotification"] = request.pushConfig.map { .object(V03JSON.pushConfig($0)) }
    return json
  }

  private func wire(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "role": message.role == .user ? "user" : "agent",
      "parts": .array(message.parts.map { .object(part($0)) }),
    ]
    json["metadata"] = message.metadata.map { .object($0) }
    return json
  }

  private func part(_ part: Part) -> JSONObject {
    var json: JSONObject =
      switch part.content {
      case .text(let text): ["type": "text", "text": .string(text)]
      case .raw(let bytes): ["type": "file", "file": .object(V03JSON.file(part, "bytes", bytes))]
      case .url(let url): ["type": "file", "file": .object(V03JSON.file(part, "uri", url))]
      case .data(let data): ["type": "data", "data": .object(V03JSON.object(data))]
      }
    json["metadata"] = part.metadata.map { .object($0) }
    return json
  }
}
