import HTTP
import JSON

/// A2A 1.0 as HTTP and JSON: resources, custom methods after a colon, the tenant before all (§11).
package struct V10REST: RESTDialect {
  package init() {}

  package var version: String? { V10.version }

  package func calls(for operation: Operation, tenant: String?) -> [RESTCall] {
    calls(for: operation).map { call in
      var call = call
      if let tenant { call.path = "/\(tenant.pathSegment)\(call.path)" }
      return call
    }
  }

  private func calls(for operation: Operation) -> [RESTCall] {
    switch operation {
    case .send(let request): [RESTCall(.post, "/message:send", body: V10JSON.request(request))]
    case .stream(let request): [RESTCall(.post, "/message:stream", body: V10JSON.request(request))]
    // The specification's table says POST, its protobuf GET, and servers take the one, the other or both.
    case .subscribe(let id):
      [RESTCall(.post, task(id, ":subscribe"), body: [:]), RESTCall(.get, task(id, ":subscribe"))]
    case .getTask(let id, let historyLength):
      [RESTCall(.get, task(id), query: [QueryItem]("historyLength", historyLength))]
    case .listTasks(let request): [RESTCall(.get, "/tasks", query: query(request))]
    case .cancelTask(let id): [RESTCall(.post, task(id, ":cancel"), body: [:])]
    case .getExtendedCard: [RESTCall(.get, "/extendedAgentCard")]
    case .createPushConfig(let config):
      [RESTCall(.post, task(config.taskID, Self.configs), body: V10JSON.pushConfig(config))]
    case .getPushConfig(let id, let taskID):
      [RESTCall(.get, task(taskID, "\(Self.configs)/\(id.pathSegment)"))]
    case .listPushConfigs(let taskID): [RESTCall(.get, task(taskID, Self.configs))]
    case .deletePushConfig(let id, let taskID):
      [RESTCall(.delete, task(taskID, "\(Self.configs)/\(id.pathSegment)"))]
    }
  }

  private static let configs = "/pushNotificationConfigs"

  private func task(_ id: String, _ rest: String = "") -> String { "/tasks/\(id.pathSegment)\(rest)" }

  private func query(_ request: TaskListRequest) -> [QueryItem] {
    [QueryItem]("contextId", request.contextID)
      + [QueryItem]("status", request.state.map { V10JSON.name(of: $0) })
      + [QueryItem]("pageSize", request.pageSize)
      + [QueryItem]("pageToken", request.pageToken)
      + [QueryItem]("historyLength", request.historyLength)
      + [QueryItem]("includeArtifacts", request.includesArtifacts ? true : nil)
  }
}

extension [QueryItem] {
  /// One item, or none where there is no value.
  init(_ name: String, _ value: (some CustomStringConvertible)?) {
    self = value.map { [QueryItem(name, "\($0)")] } ?? []
  }
}
