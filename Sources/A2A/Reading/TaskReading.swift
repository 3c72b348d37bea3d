import JSON

extension TaskState {
  /// Reads a state written as a word or as protobuf's number.
  init?(wire json: JSONValue?) {
    switch json {
    case .string(let word): self.init(named: word)
    case .number(let number):
      guard let number = number.int else { return nil }
      self.init(number: number)
    default: return nil
    }
  }
}

extension TaskStatus {
  /// Reads a status; some agents write the bare state in its place.
  init?(wire json: JSONValue) {
    if let state = TaskState(wire: json) {
      self.init(state)
    } else if let state = TaskState(wire: json.first("state")) {
      self.init(state, message: json.first("message").flatMap { Message(wire: $0) })
    } else {
      return nil
    }
  }
}

extension Artifact {
  /// Reads an artifact; one without an id is told from the others by `position`.
  init?(wire json: JSONValue, position: Int) {
    guard json.object != nil else { return nil }
    // 0.1 numbers its artifacts; the guides give the whole artifact one media type.
    let mediaType = json.first("mediaType", "media_type")?.filledString
    self.init(
      id: json.first("artifactId", "artifact_id", "id")?.identifier
        ?? "#\(json.first("index")?.int ?? position)",
      name: json.first("name")?.filledString,
      description: json.first("description")?.filledString,
      parts: (json.first("parts")?.array ?? []).compactMap { part in
        guard var part = Part(wire: part) else { return nil }
        part.mediaType = part.mediaType ?? mediaType
        return part
      })
  }
}

extension AgentTask {
  /// Reads bare artifacts, as a page of Amazon's shows them: a task that is done.
  init?(artifactsIn json: JSONValue) {
    guard let artifacts = json.first("artifacts")?.array, !artifacts.isEmpty else { return nil }
    self.init(
      id: "", status: TaskStatus(.completed),
      artifacts: artifacts.enumerated().compactMap { Artifact(wire: $1, position: $0) })
  }

  /// Reads a task; without an id it could be neither followed nor continued, but its answer is still an answer.
  init?(wire json: JSONValue) {
    guard let status = json.first("status").flatMap({ TaskStatus(wire: $0) }) else { return nil }
    let artifacts = json.first("artifacts")?.array ?? []
    let history = json.first("history", "messages")?.array ?? []
    self.init(
      id: json.first("id", "taskId", "task_id")?.identifier ?? "",
      contextID: json.first("contextId", "context_id", "sessionId")?.identifier,
      status: status,
      artifacts: artifacts.enumerated().compactMap { Artifact(wire: $1, position: $0) },
      history: history.compactMap { Message(wire: $0) })
  }
}
