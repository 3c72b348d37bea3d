internal import JSON

extension V03 {
  func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest {
    try params.allowOnly(["message", "configuration", "metadata"])
    let message = try message(params.requiredFields("message"))
    let configuration = try params.fields("configuration")
    try configuration?.allowOnly([
      "acceptedOutputModes", "pushNotificationConfig", "historyLength", "blocking",
    ])
    let blocking: Bool? = try configuration?.optional("blocking")
    return SendRequest(
      message: message, historyLength: try configuration?.optionalCount("historyLength"),
      blocks: blocking != false, wantsPushNotifications: configuration?["pushNotificationConfig"] != nil)
  }

  func taskQuery(_ params: JSONFields) throws(JSONMismatch) -> TaskQuery {
    try params.allowOnly(["id", "historyLength", "metadata"])
    return TaskQuery(id: try params.nonEmpty("id"), historyLength: try params.optionalCount("historyLength"))
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
