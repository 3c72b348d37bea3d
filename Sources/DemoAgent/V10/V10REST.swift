internal import JSON

/// A2A 1.0 over HTTP+JSON (specification §11).
struct V10REST: RESTDialect {
  static let mediaType = "application/a2a+json"

  let words: any Words = V10Words()
  let requestTypes: Set<String> = [Self.mediaType, "application/json"]
  let answerType = Self.mediaType

  /// Each also below a tenant, as the annotations of the specification's `a2a.proto` have it.
  let routes = Self.plainRoutes + Self.plainRoutes.map { $0.under("/{tenant}") }

  // The specification's table subscribes by POST, its `a2a.proto` by GET.
  private static let plainRoutes: [RESTRoute] = [
    RESTRoute("POST", "/message:send", .send),
    RESTRoute("POST", "/message:stream", .stream),
    RESTRoute("GET", "/tasks", .listTasks),
    RESTRoute("GET", "/tasks/{id}", .getTask),
    RESTRoute("POST", "/tasks/{id}:cancel", .cancelTask),
    RESTRoute("POST", "/tasks/{id}:subscribe", .subscribe),
    RESTRoute("GET", "/tasks/{id}:subscribe", .subscribe),
    RESTRoute("POST", "/tasks/{taskId}/pushNotificationConfigs", .createPushConfig),
    RESTRoute("GET", "/tasks/{taskId}/pushNotificationConfigs", .listPushConfigs),
    RESTRoute("GET", "/tasks/{taskId}/pushNotificationConfigs/{id}", .getPushConfig),
    RESTRoute("DELETE", "/tasks/{taskId}/pushNotificationConfigs/{id}", .deletePushConfig),
    RESTRoute("GET", "/extendedAgentCard", .getExtendedCard),
  ]

  let queryTypes: [String: QueryType] = [
    "historyLength": .number, "pageSize": .number, "includeArtifacts": .bool,
  ]

  /// §11.6: a `google.rpc.Status`.
  func failure(_ error: AgentError) -> RESTFailure {
    let code = V10Errors.status(of: error)
    let status: JSONObject = [
      "code": JSONValue(code.httpStatus),
      "status": .string(code.name),
      "message": .string(error.message),
      "details": .array(V10Errors.details(of: error)),
    ]
    return RESTFailure(status: code.httpStatus, body: ["error": .object(status)])
  }
}
