import JSON

extension JSONValue {
  /// True for the zero-to-production guide's answer, which is a task with its result in one object and looks like
  /// other dialects' envelopes and updates.
  var isObjectiveTask: Bool {
    first("task_id", "taskId") != nil && first("status")?.string != nil
      && first("result", "error", "message", "artifacts") != nil
  }
}

extension AgentTask {
  /// Reads `{"task_id", "status", "result"}`, where the result is a text or any JSON, and a failure has an `error`.
  init?(objective json: JSONValue) {
    guard json.isObjectiveTask, let status = json.first("status").flatMap({ TaskState(wire: $0) }) else {
      return nil
    }
    let artifacts = (json.first("artifacts")?.array ?? []).enumerated()
    self.init(
      id: json.first("task_id", "taskId")?.identifier ?? "",
      contextID: json.first("context_id", "contextId")?.identifier,
      status: TaskStatus(status, message: json.first("error", "message").flatMap { Message(words: $0) }),
      artifacts: (json.first("result").map { [Artifact(id: "result", parts: [Part(result: $0)])] } ?? [])
        + artifacts.compactMap { Artifact(wire: $1, position: $0) })
  }
}

extension Message {
  fileprivate init?(words json: JSONValue) {
    if let message = Message(wire: json) {
      self = message
    } else if let words = json.filledString ?? json.first("message")?.filledString {
      self.init(messageID: "", role: .agent, parts: [Part(.text(words))])
    } else {
      return nil
    }
  }
}

extension Part {
  fileprivate init(result json: JSONValue) {
    self = json.string.map { Part(.text($0)) } ?? Part(.data(json))
  }
}
