import JSON

/// A2A 0.3 as JSON-RPC, which 0.2 shares: methods with slashes (A2A 0.3 §7). It knows no tenants.
package struct V03JSONRPC: JSONRPCDialect {
  package init() {}

  package var version: String? { V03.version }
  package var extensionsField: String { V03.extensionsField }

  package func call(for operation: Operation, tenant: String?) -> JSONRPCCall? {
    switch operation {
    case .send(let request): JSONRPCCall("message/send", V03JSON.request(request))
    case .stream(let request): JSONRPCCall("message/stream", V03JSON.request(request))
    case .subscribe(let id): JSONRPCCall("tasks/resubscribe", ["id": .string(id)])
    case .getTask(let id, let historyLength):
      JSONRPCCall("tasks/get", V10JSON.taskQuery(id, historyLength))
    case .listTasks: nil
    case .cancelTask(let id): JSONRPCCall("tasks/cancel", ["id": .string(id)])
    case .getExtendedCard: JSONRPCCall("agent/getAuthenticatedExtendedCard", nil)
    case .createPushConfig(let config):
      JSONRPCCall(
        "tasks/pushNotificationConfig/set",
        ["taskId": .string(config.taskID), "pushNotificationConfig": .object(V03JSON.pushConfig(config))])
    case .getPushConfig(let id, let taskID):
      JSONRPCCall(
        "tasks/pushNotificationConfig/get",
        ["id": .string(taskID), "pushNotificationConfigId": .string(id)])
    case .listPushConfigs(let taskID):
      JSONRPCCall("tasks/pushNotificationConfig/list", ["id": .string(taskID)])
    case .deletePushConfig(let id, let taskID):
      JSONRPCCall(
        "tasks/pushNotificationConfig/delete",
        ["id": .string(taskID), "pushNotificationConfigId": .string(id)])
    }
  }
}

/// What all wires of 0.3 share.
enum V03 {
  static let version = "0.3"
  static let extensionsField = "X-A2A-Extensions"
}
