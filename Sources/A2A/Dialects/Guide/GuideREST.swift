import HTTP
import JSON

/// The practical guide's REST: messages are posted to `/messages`.
package struct GuideREST: RESTDialect {
  package init() {}

  package var version: String? { nil }

  package func calls(for operation: Operation, tenant: String?) -> [RESTCall] {
    switch operation {
    case .send(let request): [RESTCall(.post, "/messages", body: GuideJSON.request(request))]
    case .stream(let request): [RESTCall(.post, "/messages:stream", body: GuideJSON.request(request))]
    case .subscribe(let id): [RESTCall(.get, "/tasks/\(id.pathSegment):subscribe")]
    case .getTask(let id, _): [RESTCall(.get, "/tasks/\(id.pathSegment)")]
    case .listTasks(let request):
      [
        RESTCall(
          .get, "/tasks",
          query: [QueryItem]("pageSize", request.pageSize) + [QueryItem]("pageToken", request.pageToken))
      ]
    case .cancelTask(let id): [RESTCall(.post, "/tasks/\(id.pathSegment):cancel", body: [:])]
    case .getExtendedCard, .createPushConfig, .getPushConfig, .listPushConfigs, .deletePushConfig: []
    }
  }
}
