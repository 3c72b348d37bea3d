import HTTP
import JSON

/// A2A 0.3 as HTTP and JSON, below `/v1` (A2A 0.3 §3.2.3). It knows no tenants and no list of tasks.
package struct V03REST: RESTDialect {
  package init() {}

  package var version: String? { V03.version }
  package var extensionsField: String { V03.extensionsField }

  package func calls(for operation: Operation, tenant: String?) -> [RESTCall] {
    switch operation {
    case .send(let request): messages("/v1/message:send", request)
    case .stream(let request): messages("/v1/message:stream", request)
    // Python's servers take only GET here, older ones of JavaScript only POST.
    case .subscribe(let id):
      [RESTCall(.get, task(id, ":subscribe")), RESTCall(.post, task(id, ":subscribe"), body: [:])]
    case .getTask(let id, let historyLength):
      [RESTCall(.get, task(id), query: [QueryItem]("historyLength", historyLength))]
    case .listTasks: []
    case .cancelTask(let id): [RESTCall(.post, task(id, ":cancel"), body: [:])]
    case .getExtendedCard: [RESTCall(.get, "/v1/card")]
    case .createPushConfig(let config):
      [RESTCall(.post, task(config.taskID, Self.configs), body: creation(config))]
    case .getPushConfig(let id, let taskID):
      [RESTCall(.get, task(taskID, "\(Self.configs)/\(id.pathSegment)"))]
    case .listPushConfigs(let taskID): [RESTCall(.get, task(taskID, Self.configs))]
    case .deletePushConfig(let id, let taskID):
      [RESTCall(.delete, task(taskID, "\(Self.configs)/\(id.pathSegment)"))]
    }
  }

  package var meaning: ((Part) -> Part)? { V03ProtoJSON.meaning }

  private static let configs = "/pushNotificationConfigs"

  /// The protobuf's JSON, and for a2a-js before 0.3.8, which takes nothing else, that of JSON-RPC.
  private func messages(_ path: String, _ request: SendRequest) -> [RESTCall] {
    [V03ProtoJSON.request(request), V03JSON.request(request)].map { RESTCall(.post, path, body: $0) }
  }

  private func task(_ id: String, _ rest: String = "") -> String { "/v1/tasks/\(id.pathSegment)\(rest)" }

  private func creation(_ config: PushConfig) -> JSONObject {
    var json: JSONObject = ["config": ["pushNotificationConfig": .object(V03JSON.pushConfig(config))]]
    json["configId"] = config.id.map { .string($0) }
    return json
  }
}
