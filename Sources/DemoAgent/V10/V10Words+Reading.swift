internal import JSON

extension V10Words {
  func operation(_ name: Operation.Name, _ params: JSONFields) throws(JSONMismatch) -> Operation {
    switch name {
    case .send: .send(try sendRequest(params))
    case .stream: .stream(try sendRequest(params))
    case .getTask:
      .getTask(
        id: try id(params, beside: ["historyLength"]),
        historyLength: try params.optionalCount("historyLength"))
    case .listTasks: .listTasks(try filter(params))
    case .cancelTask: .cancelTask(id: try id(params, beside: ["metadata"]))
    case .subscribe: .subscribe(taskID: try id(params))
    case .getExtendedCard: try nothing(params)
    case .createPushConfig: .createPushConfig(try pushConfig(params), taskID: try params.nonEmpty("taskId"))
    case .getPushConfig:
      .getPushConfig(id: try id(params, beside: ["taskId"]), taskID: try params.nonEmpty("taskId"))
    case .listPushConfigs: .listPushConfigs(taskID: try pushConfigList(params))
    case .deletePushConfig:
      .deletePushConfig(id: try id(params, beside: ["taskId"]), taskID: try params.nonEmpty("taskId"))
    }
  }

  private func id(_ params: JSONFields, beside others: Set<String> = []) throws(JSONMismatch) -> String {
    try params.allowOnly(others.union(["tenant", "id"]))
    return try params.nonEmpty("id")
  }

  private func nothing(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    try params.allowOnly(["tenant"])
    return .getExtendedCard
  }

  private func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest {
    try params.allowOnly(["tenant", "message", "configuration", "metadata"])
    let message = try message(params.requiredFields("message"))
    let configuration = try params.fields("configuration")
    try configuration?.allowOnly([
      "acceptedOutputModes", "taskPushNotificationConfig", "historyLength", "returnImmediately",
    ])
    let returnsImmediately: Bool? = try configuration?.optional("returnImmediately")
    let push = try configuration?.fields("taskPushNotificationConfig")
    return SendRequest(
      message: message, historyLength: try configuration?.optionalCount("historyLength"),
      blocks: returnsImmediately != true, pushConfig: try push.map(inlinePushConfig))
  }

  private func filter(_ params: JSONFields) throws(JSONMismatch) -> TaskFilter {
    try params.allowOnly([
      "tenant", "contextId", "status", "pageSize", "pageToken", "historyLength", "statusTimestampAfter",
      "includeArtifacts",
    ])
    return TaskFilter(
      contextID: try params.optionalNonEmpty("contextId"),
      state: try params.optional("status", as: "the name of a state", StateNames.v10.state),
      updatedSince: try params.optional("statusTimestampAfter", as: "a timestamp") { Timestamp($0) },
      pageSize: try params.optionalCount("pageSize", in: 1...TaskFilter.largestPage),
      cursor: try params.optional("pageToken", as: "a token of this agent", TaskCursor.init(token:)),
      historyLength: try params.optionalCount("historyLength"),
      includesArtifacts: try params.optional("includeArtifacts") ?? false)
  }

  /// The task is that which the message makes or moves on, so its id is not the client's to give.
  private func inlinePushConfig(_ fields: JSONFields) throws(JSONMismatch) -> PushConfig {
    guard fields["taskId"] == nil else { throw fields.mismatch("taskId", expected: "nothing") }
    return try pushConfig(fields)
  }

  private func pushConfig(_ fields: JSONFields) throws(JSONMismatch) -> PushConfig {
    try fields.allowOnly(["tenant", "id", "taskId", "url", "token", "authentication"])
    let authentication = try fields.fields("authentication")
    try authentication?.allowOnly(["scheme", "credentials"])
    return PushConfig(
      id: try fields.optionalNonEmpty("id") ?? UniqueID.next(), url: try fields.webhook("url"),
      token: try fields.optionalNonEmpty("token"),
      authentication: try authentication.map { fields throws(JSONMismatch) in
        PushConfig.Authentication(
          schemes: [try fields.nonEmpty("scheme")], credentials: try fields.optionalNonEmpty("credentials"))
      })
  }

  /// All configurations fit one page, so a size changes nothing and no token was ever given out.
  private func pushConfigList(_ params: JSONFields) throws(JSONMismatch) -> String {
    try params.allowOnly(["tenant", "taskId", "pageSize", "pageToken"])
    _ = try params.optionalCount("pageSize")
    guard params["pageToken"] == nil else { throw params.mismatch("pageToken", expected: "nothing") }
    return try params.nonEmpty("taskId")
  }

  private func message(_ fields: JSONFields) throws(JSONMismatch) -> Message {
    try fields.allowOnly([
      "messageId", "contextId", "taskId", "role", "parts", "metadata", "extensions", "referenceTaskIds",
    ])
    guard try fields.required("role") == "ROLE_USER" else {
      throw fields.mismatch("role", expected: "\"ROLE_USER\"")
    }
    var message = Message(
      id: try fields.nonEmpty("messageId"), role: .user, parts: try fields.elements("parts", part),
      contextID: try fields.optionalNonEmpty("contextId"), taskID: try fields.optionalNonEmpty("taskId"))
    message.metadata = try fields.optional("metadata")
    message.extensions = try fields.optional("extensions") ?? []
    message.referenceTaskIDs = try fields.optional("referenceTaskIds") ?? []
    return message
  }

  private func part(_ fields: JSONFields) throws(JSONMismatch) -> Part {
    try fields.allowOnly(["text", "raw", "url", "data", "filename", "mediaType", "metadata"])
    return Part(
      try content(fields), filename: try fields.optionalNonEmpty("filename"),
      mediaType: try fields.optionalNonEmpty("mediaType"), metadata: try fields.optional("metadata"))
  }

  // A null counts here: real agents take `"data": null` for content.
  private func content(_ fields: JSONFields) throws(JSONMismatch) -> Part.Content {
    let kinds = ["text", "raw", "url", "data"].filter { fields.object[$0] != nil }
    switch (kinds.first, kinds.count) {
    case ("text", 1): return .text(try fields.required("text"))
    case ("raw", 1): return .raw(base64: try fields.base64("raw"))
    case ("url", 1): return .url(try fields.nonEmpty("url"))
    case ("data", 1): return .data(try fields.required("data"))
    default:
      throw JSONMismatch(
        path: fields.path, expected: "exactly one of text, raw, url and data",
        found: kinds.isEmpty ? "none of them" : kinds.joined(separator: " and "))
    }
  }
}
