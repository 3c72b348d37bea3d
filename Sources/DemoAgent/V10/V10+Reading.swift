internal import JSON

extension V10 {
  func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest {
    try params.allowOnly(["tenant", "message", "configuration", "metadata"])
    let message = try message(params.requiredFields("message"))
    let configuration = try params.fields("configuration")
    try configuration?.allowOnly([
      "acceptedOutputModes", "taskPushNotificationConfig", "historyLength", "returnImmediately",
    ])
    let returnImmediately: Bool? = try configuration?.optional("returnImmediately")
    return SendRequest(
      message: message, historyLength: try configuration?.optionalCount("historyLength"),
      blocks: returnImmediately != true,
      wantsPushNotifications: configuration?["taskPushNotificationConfig"] != nil)
  }

  func taskQuery(_ params: JSONFields) throws(JSONMismatch) -> TaskQuery {
    try params.allowOnly(["tenant", "id", "historyLength", "metadata"])
    return TaskQuery(id: try params.nonEmpty("id"), historyLength: try params.optionalCount("historyLength"))
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
