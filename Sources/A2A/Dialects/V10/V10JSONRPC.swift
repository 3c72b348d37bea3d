import JSON

/// A2A 1.0 as JSON-RPC: methods named as the operations are, parameters as their requests (§9).
package struct V10JSONRPC: JSONRPCDialect {
  package init() {}

  package var version: String? { V10.version }

  package func call(for operation: Operation, tenant: String?) -> JSONRPCCall? {
    var params: JSONObject = tenant.map { ["tenant": .string($0)] } ?? [:]
    for member in members(of: operation) { params[member.name] = member.value }
    return JSONRPCCall(operation.name, params)
  }

  private func members(of operation: Operation) -> JSONObject {
    switch operation {
    case .send(let request), .stream(let request): V10JSON.request(request)
    case .subscribe(let id), .cancelTask(let id): ["id": .string(id)]
    case .getTask(let id, let historyLength):
      V10JSON.taskQuery(id, historyLength)
    case .listTasks(let request): list(request)
    case .getExtendedCard: [:]
    case .createPushConfig(let config): V10JSON.pushConfig(config)
    case .getPushConfig(let id, let taskID), .deletePushConfig(let id, let taskID):
      ["taskId": .string(taskID), "id": .string(id)]
    case .listPushConfigs(let taskID): ["taskId": .string(taskID)]
    }
  }

  private func list(_ request: TaskListRequest) -> JSONObject {
    var json: JSONObject = [:]
    json["contextId"] = request.contextID.map { .string($0) }
    json["status"] = request.state.map { .string(V10JSON.name(of: $0)) }
    json["pageSize"] = request.pageSize.map { JSONValue($0) }
    json["pageToken"] = request.pageToken.map { .string($0) }
    json["historyLength"] = request.historyLength.map { JSONValue($0) }
    if request.includesArtifacts { json["includeArtifacts"] = true }
    return json
  }
}

/// What all wires of 1.0 share.
enum V10 {
  static let version = "1.0"
}
