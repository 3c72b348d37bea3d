internal import JSON

extension V03 {
  func answer(_ message: Message) -> JSONValue { json(message) }

  func answer(_ task: AgentTask) -> JSONValue { self.task(task) }

  func task(_ task: AgentTask) -> JSONValue {
    .object(
      JSONObject(present: [
        "kind": "task",
        "id": .string(task.id),
        "contextId": .string(task.contextID),
        "status": json(task.status),
        "artifacts": .list(task.artifacts.map(json)),
        "history": .list(task.history.map(json)),
      ]))
  }

  func event(_ event: TaskEvent, of task: LiveTask) -> JSONValue {
    switch event {
    case .status(let status):
      [
        "kind": "status-update",
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "status": json(status),
        "final": .bool(event.endsTurn),
      ]
    case .artifact(let artifact, let appends, let isLastChunk):
      [
        "kind": "artifact-update",
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "artifact": json(artifact),
        "append": .bool(appends),
        "lastChunk": .bool(isLastChunk),
      ]
    }
  }

  private func json(_ status: TaskStatus) -> JSONValue {
    .object(
      JSONObject(present: [
        "state": .string(name(of: status.state)),
        "message": status.message.map(json),
        "timestamp": .string(status.timestamp),
      ]))
  }

  private func json(_ message: Message) -> JSONValue {
    .object(
      JSONObject(present: [
        "kind": "message",
        "messageId": .string(message.id),
        "contextId": message.contextID.map(JSONValue.string),
        "taskId": message.taskID.map(JSONValue.string),
        "role": message.role == .user ? "user" : "agent",
        "parts": .array(message.parts.map(json)),
        "metadata": message.metadata.map(JSONValue.object),
        "extensions": .strings(message.extensions),
        "referenceTaskIds": .strings(message.referenceTaskIDs),
      ]))
  }

  private func json(_ artifact: Artifact) -> JSONValue {
    .object(
      JSONObject(present: [
        "artifactId": .string(artifact.id),
        "name": .string(artifact.name),
        "description": artifact.description.map(JSONValue.string),
        "parts": .array(artifact.parts.map(json)),
      ]))
  }

  private func json(_ part: Part) -> JSONValue {
    let (kind, name, value): (JSONValue, String, JSONValue) =
      switch part.content {
      case .text(let text): ("text", "text", .string(text))
      case .data(.object(let data)): ("data", "data", .object(data))
      // This version's data is always an object; other values get the wrapping that the official adapters use.
      case .data(let data): ("data", "data", ["value": data])
      case .raw(let base64): ("file", "file", file("bytes", base64, part))
      case .url(let url): ("file", "file", file("uri", url, part))
      }
    var json: JSONObject = ["kind": kind]
    json[name] = value
    json["metadata"] = part.metadata.map(JSONValue.object)
    return .object(json)
  }

  private func file(_ member: String, _ content: String, _ part: Part) -> JSONValue {
    var file: JSONObject = [:]
    file[member] = .string(content)
    file["name"] = part.filename.map(JSONValue.string)
    file["mimeType"] = part.mediaType.map(JSONValue.string)
    return .object(file)
  }

  private func name(of state: TaskState) -> String {
    switch state {
    case .submitted: "submitted"
    case .working: "working"
    case .completed: "completed"
    case .failed: "failed"
    case .canceled: "canceled"
    case .inputRequired: "input-required"
    case .rejected: "rejected"
    case .authRequired: "auth-required"
    }
  }
}
