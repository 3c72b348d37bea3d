internal import JSON

extension V03ProtoWords {
  func operation(_ name: Operation.Name, _ params: JSONFields) throws(JSONMismatch) -> Operation {
    switch name {
    case .send: .send(try sendRequest(params))
    case .stream: .stream(try sendRequest(params))
    case .getTask: try getTask(params)
    // The version has no such list in `a2a.proto`, so no path and no procedure lead here.
    case .listTasks: .listTasks(TaskFilter())
    case .cancelTask: .cancelTask(id: try task(named: "name", in: params))
    case .subscribe: .subscribe(taskID: try task(named: "name", in: params))
    case .getExtendedCard: try nothing(params)
    case .createPushConfig: try createPushConfig(params)
    case .getPushConfig: try config(params) { .getPushConfig(id: $1, taskID: $0) }
    case .listPushConfigs:
      .listPushConfigs(taskID: try task(named: "parent", in: params, beside: ["pageSize", "pageToken"]))
    case .deletePushConfig: try config(params) { .deletePushConfig(id: $1, taskID: $0) }
    }
  }

  private func getTask(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    .getTask(
      id: try task(named: "name", in: params, beside: ["historyLength"]),
      historyLength: try historyLength(in: params))
  }

  private func nothing(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    try params.allowOnly([])
    return .getExtendedCard
  }

  private func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest {
    try params.allowOnly(["message", "configuration", "metadata"])
    let message = try message(params.requiredFields("message"))
    let configuration = try params.fields("configuration")
    try configuration?.allowOnly(["acceptedOutputModes", "pushNotification", "historyLength", "blocking"])
    let push = try configuration?.fields("pushNotification")
    return SendRequest(
      message: message, historyLength: try configuration.flatMap(historyLength),
      // ProtoJSON's default: who says nothing does not wait.
      blocks: try configuration?.optional("blocking") ?? false,
      pushConfig: try push.map(PushConfig.init(v03:)))
  }

  private func createPushConfig(_ params: JSONFields) throws(JSONMismatch) -> Operation {
    let taskID = try task(named: "parent", in: params, beside: ["configId", "config"])
    let config = try params.requiredFields("config")
    try config.allowOnly(["name", "pushNotificationConfig"])
    var pushConfig = try PushConfig(v03: config.requiredFields("pushNotificationConfig"))
    pushConfig.id = try params.optionalNonEmpty("configId") ?? pushConfig.id
    return .createPushConfig(pushConfig, taskID: taskID)
  }

  /// The field cannot be told from its default, which means that all of the history is wanted.
  private func historyLength(in fields: JSONFields) throws(JSONMismatch) -> Int? {
    let length = try fields.optionalCount("historyLength")
    return length == 0 ? nil : length
  }
}

// MARK: - Resource names

extension V03ProtoWords {
  /// The id in a name such as `tasks/42`.
  private func task(
    named member: String, in params: JSONFields, beside others: Set<String> = []
  ) throws(JSONMismatch) -> String {
    try params.allowOnly(others.union([member]))
    let name: String = try params.required(member)
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "tasks", !parts[1].isEmpty else {
      throw JSONMismatch(path: params.path(to: member), expected: "tasks/ID", found: "\"\(name)\"")
    }
    return String(parts[1])
  }

  /// What `make` makes of the ids in a name such as `tasks/42/pushNotificationConfigs/1`.
  private func config(
    _ params: JSONFields, _ make: (_ taskID: String, _ id: String) -> Operation
  ) throws(JSONMismatch) -> Operation {
    try params.allowOnly(["name"])
    let name: String = try params.required("name")
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "tasks", parts[2] == "pushNotificationConfigs", !parts[1].isEmpty,
      !parts[3].isEmpty
    else {
      throw JSONMismatch(
        path: params.path(to: "name"), expected: "tasks/ID/pushNotificationConfigs/ID", found: "\"\(name)\"")
    }
    return make(String(parts[1]), String(parts[3]))
  }
}

// MARK: - Messages

extension V03ProtoWords {
  private func message(_ fields: JSONFields) throws(JSONMismatch) -> Message {
    try fields.allowOnly([
      "messageId", "contextId", "taskId", "role", "content", "metadata", "extensions",
    ])
    guard try fields.required("role") == "ROLE_USER" else {
      throw fields.mismatch("role", expected: "\"ROLE_USER\"")
    }
    var message = Message(
      id: try fields.nonEmpty("messageId"), role: .user, parts: try fields.elements("content", part),
      contextID: try fields.optionalNonEmpty("contextId"), taskID: try fields.optionalNonEmpty("taskId"))
    message.metadata = try fields.optional("metadata")
    message.extensions = try fields.optional("extensions") ?? []
    return message
  }

  private func part(_ fields: JSONFields) throws(JSONMismatch) -> Part {
    try fields.allowOnly(["text", "file", "data", "metadata"])
    let metadata: JSONObject? = try fields.optional("metadata")
    let kinds = ["text", "file", "data"].filter { fields.object[$0] != nil }
    switch (kinds.first, kinds.count) {
    case ("text", 1): return Part(.text(try fields.required("text")), metadata: metadata)
    case ("file", 1): return try file(fields.requiredFields("file"), metadata)
    case ("data", 1):
      let data = try fields.requiredFields("data")
      try data.allowOnly(["data"])
      return Part(.data(.object(try data.required("data"))), metadata: metadata)
    default:
      throw JSONMismatch(
        path: fields.path, expected: "exactly one of text, file and data",
        found: kinds.isEmpty ? "none of them" : kinds.joined(separator: " and "))
    }
  }

  private func file(_ fields: JSONFields, _ metadata: JSONObject?) throws(JSONMismatch) -> Part {
    try fields.allowOnly(["fileWithBytes", "fileWithUri", "name", "mimeType"])
    let content: Part.Content =
      switch (fields["fileWithBytes"] != nil, fields["fileWithUri"] != nil) {
      case (true, false): .raw(base64: try fields.base64("fileWithBytes"))
      case (false, true): .url(try fields.nonEmpty("fileWithUri"))
      case (true, true), (false, false):
        throw JSONMismatch(
          path: fields.path, expected: "either fileWithBytes or fileWithUri", found: "both or none of them")
      }
    return Part(
      content, filename: try fields.optionalNonEmpty("name"),
      mediaType: try fields.optionalNonEmpty("mimeType"), metadata: metadata)
  }
}
