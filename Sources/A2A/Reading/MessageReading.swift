import JSON

extension Message {
  /// Reads a message of any version; only its parts are indispensable.
  init?(wire json: JSONValue) {
    guard let parts = json.first("parts", "content")?.array else { return nil }
    self.init(
      messageID: json.first("messageId", "message_id")?.identifier ?? "",
      role: Role(wire: json.first("role")),
      parts: parts.compactMap { Part(wire: $0) },
      contextID: json.first("contextId", "context_id")?.identifier,
      taskID: json.first("taskId", "task_id")?.identifier,
      metadata: json.first("metadata")?.object)
  }
}

extension Message.Role {
  /// Whoever does not say `user` speaks for the agent: `agent`, `ROLE_AGENT`, `assistant`, or nothing.
  fileprivate init(wire json: JSONValue?) {
    switch json {
    case .string(let word): self = word.lowercased().hasSuffix("user") ? .user : .agent
    case .number(let number): self = number.int == 1 ? .user : .agent
    default: self = .agent
    }
  }
}
