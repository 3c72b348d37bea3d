import JSON

/// The practical guide's JSON-RPC: methods that begin with `a2a.`.
package struct GuideJSONRPC: JSONRPCDialect {
  package init() {}

  package var version: String? { nil }

  package func call(for operation: Operation, tenant: String?) -> JSONRPCCall? {
    switch operation {
    case .send(let request): JSONRPCCall("a2a.sendMessage", GuideJSON.request(request))
    case .stream(let request): JSONRPCCall("a2a.sendStreamingMessage", GuideJSON.request(request))
    case .subscribe(let id): JSONRPCCall("a2a.subscribeToTask", ["id": .string(id)])
    case .getTask(let id, _): JSONRPCCall("a2a.getTask", ["id": .string(id)])
    case .listTasks(let request):
      JSONRPCCall("a2a.listTasks", page(request))
    case .cancelTask(let id): JSONRPCCall("a2a.cancelTask", ["id": .string(id)])
    case .getExtendedCard, .createPushConfig, .getPushConfig, .listPushConfigs, .deletePushConfig: nil
    }
  }

  private func page(_ request: TaskListRequest) -> JSONObject {
    var json: JSONObject = [:]
    json["pageSize"] = request.pageSize.map { JSONValue($0) }
    json["pageToken"] = request.pageToken.map { .string($0) }
    return json
  }
}
