internal import JSON

extension V03Words {
  func operation(_ name: Operation.Name, _ params: JSONFields) throws(JSONMismatch) -> Operation {
    switch name {
    case .send: .send(try sendRequest(params))
    case .stream: .stream(try sendRequest(params))
    case .getTask:
      .getTask(
        id: try id(params, beside: ["historyLength"]),
        historyLength: try params.optionalCount("historyLength"))
    // The version has no such list over JSON-RPC, so no method leads here.
    case .listTasks: .listTasks(TaskFilter())
    case .cancelTask: .cancelTask(id: try id(params))
    case .subscribe: .subscribe(taskID: try id(params))
    case .getExtendedCard: try nothing(params)
    case .createPushConfig: try createPushConfig(params)
    case .getPushConfig:
      .getPushConfig(
        id: try params.optionalNonEmpty("pushNotificationConfigId"),
        taskID: try id(params, beside: ["pushNotificationConfigId"]))
    case .listPushConfigs: .listPushConfigs(taskID: try id(params))
    case .deletePushConfig:
      .deletePushConfig(
        id: try params.nonEmpty("pushNotificationConfigId"),
        taskID: try id(params, beside: ["pushNotificationConfigId"]))
    }
  }

  private func id(_ params: JSONFields, beside others: Set<String> = []) throws(JSONMismatch) -> String {
    try params.allowOnly(others.union(["id", "metadata"]))
    return try params.nonEmpty("id")
  }

  private func nothing(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    try params.allowOnly([])
    return .getExtendedCard
  }

  private func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest {
    try params.allowOnly(["message", "configuration", "metadata"])
    let message = try message(params.requiredFields("message"))
    let configuration = try params.fields("configuration")
    try configuration?.allowOnly([
      "acceptedOutputModes", "pushNotificationConfig", "historyLength", "blocking",
    ])
    let blocking: Bool? = try configuration?.optional("blocking")
    let push = try configuration?.fields("pushNotificationConfig")
    return SendRequest(
      message: message, historyLength: try configuration?.optionalCount("historyLength"),
      blocks: blocking != false, pushConfig: try push.map(PushConfig.init(v03:)))
  }

  private func createPushConfig(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    try params.allowOnly(["taskId", "pushNotificationConfig", "metadata"])
    return .createPushConfig(
      try PushConfig(v03: params.requiredFields("pushNotificationConfig")),
      taskID: try params.nonEmpty("taskId"))
  }

  private func message(_ fields: JSONFields) throws(JSONMismatch) -> Message {
    try fields.allowOnly([
      "kind", "messageId", "contextId", "taskId", "role", "parts", "metadata", "extensions",
      "referenceTaskIds",
    ])
    try fields.expect("kind", "message")
    try fields.expect("role", "user")
    var message = Message(
      id: try fields.nonEmpty("messageId"), role: .user, parts: try fields.elements("parts", part),
      contextID: try fields.optionalNonEmpty("contextId"), taskID: try fields.optionalNonEmpty("taskId"))
    message.metadata = try fields.optional("metadata")
    message.extensions = try fields.optional("extensions") ?? []
    message.referenceTaskIDs = try fields.optional("referenceTaskIds") ?? []
    return message
  }

  private func part(_ fields: JSONFields) throws(JSONMismatch) -> Part {
    let metadata: JSONObject? = try fields.optional("metadata")
    switch try fields.required("kind") as String {
    case "text":
      try fields.allowOnly(["kind", "text", "metadata"])
      return Part(.text(try fields.required("text")), metadata: metadata)
    case "data":
      try fields.allowOnly(["kind", "data", "metadata"])
      return Part(.data(.object(try fields.required("data"))), metadata: metadata)
    case "file":
      try fields.allowOnly(["kind", "file", "metadata"])
      return try file(fields.requiredFields("file"), metadata)
    default:
      throw fields.mismatch("kind", expected: "text, file or data")
    }
  }

  private func file(_ fields: JSONFields, _ metadata: JSONObject?) throws(JSONMismatch) -> Part {
    try fields.allowOnly(["bytes", "uri", "name", "mimeType"])
    let content: Part.Content =
      switch (fields["bytes"] != nil, fields["uri"] != nil) {
      case (true, false): .raw(base64: try fields.base64("bytes"))
      case (false, true): .url(try fields.nonEmpty("uri"))
      case (true, true), (false, false):
        throw JSONMismatch(path: fields.path, expected: "either bytes or uri", found: "both or none of them")
      }
    return Part(
      content, filename: try fields.optionalNonEmpty("name"),
      mediaType: try fields.optionalNonEmpty("mimeType"), metadata: metadata)
  }
}

extension JSONFields {
  fileprivate func expect(_ name: String, _ value: String) throws(JSONMismatch) {
    guard try required(name) == value else { throw mismatch(name, expected: "\"\(value)\"") }
  }
}

extension PushConfig {
  /// Reads a configuration, which is the same in the schema and in `a2a.proto`.
  init(v03 fields: JSONFields) throws(JSONMismatch) {
    try fields.allowOnly(["id", "url", "token", "authentication"])
    let authentication = try fields.fields("authentication")
    try authentication?.allowOnly(["schemes", "credentials"])
    self.init(
      id: try fields.optionalNonEmpty("id") ?? UniqueID.next(), url: try fields.webhook("url"),
      token: try fields.optionalNonEmpty("token"),
      authentication: try authentication.map { fields throws(JSONMismatch) in
        Authentication(
          schemes: try fields.required("schemes"), credentials: try fields.optionalNonEmpty("credentials"))
      })
  }
}
