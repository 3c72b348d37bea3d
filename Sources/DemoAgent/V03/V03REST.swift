internal import JSON

/// A2A 0.3 over HTTP+JSON (specification 0.3.0 §3.5.3, and the annotations of its `a2a.proto`).
struct V03REST: RESTDialect {
  let words: any Words = V03ProtoWords(cardForm: .document)
  let requestTypes: Set<String> = ["application/json"]
  let answerType = "application/json"

  // Subscribing is a GET in `a2a.proto` and a POST in the text.
  let routes: [RESTRoute] = [
    RESTRoute("POST", "/v1/message:send", .send),
    RESTRoute("POST", "/v1/message:stream", .stream),
    RESTRoute("GET", "/v1/{name=tasks/*}", .getTask),
    RESTRoute("POST", "/v1/{name=tasks/*}:cancel", .cancelTask),
    RESTRoute("GET", "/v1/{name=tasks/*}:subscribe", .subscribe),
    RESTRoute("POST", "/v1/{name=tasks/*}:subscribe", .subscribe),
    RESTRoute("POST", "/v1/{parent=tasks/*}/pushNotificationConfigs", .createPushConfig),
    RESTRoute("GET", "/v1/{parent=tasks/*}/pushNotificationConfigs", .listPushConfigs),
    RESTRoute("GET", "/v1/{name=tasks/*/pushNotificationConfigs/*}", .getPushConfig),
    RESTRoute("DELETE", "/v1/{name=tasks/*/pushNotificationConfigs/*}", .deletePushConfig),
    RESTRoute("GET", "/v1/card", .getExtendedCard),
  ]

  let queryTypes: [String: QueryType] = ["historyLength": .number, "pageSize": .number]

  /// The version does not say how; this is what its official servers in TypeScript write.
  func failure(_ error: AgentError) -> RESTFailure {
    RESTFailure(
      status: Self.status(of: error),
      body: ["code": JSONValue(error.code), "message": .string(error.message)])
  }

  private static func status(of error: AgentError) -> Int {
    switch error {
    case .parseError, .invalidParams, .contentTypeNotSupported, .pushNotificationNotSupported,
      .unsupportedOperation, .noExtendedCard, .extensionRequired, .versionNotSupported, .methodNotFound:
      400
    case .taskNotFound, .pushConfigNotFound: 404
    case .taskNotCancelable: 409
    case .tooManyTasks, .tooManyPushConfigs: 500
    }
  }
}
