internal import JSON

extension V10 {
  func answer(_ message: Message) -> JSONValue { ["message": json(message)] }

  func answer(_ task: AgentTask) -> JSONValue { ["task": self.task(task)] }

  func task(_ task: AgentTask) -> JSONValue {
    .object(
      JSONObject(present: [
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
      return [
        "statusUpdate": [
          "taskId": .string(task.id), "contextId": .string(task.contextID), "status": json(status),
        ]
      ]
    case .artifact(let artifact, let appends, let isLastChunk):
      let update = JSONObject(present: [
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "artifact": json(artifact),
        // ProtoJSON leaves out what is false.
        "append": .present(true, if: appends),
        "lastChunk": .present(true, if: isLastChunk),
      ])
      return ["artifactUpdate": .object(update)]
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
        "messageId": .string(message.id),
        "contextId": message.contextID.map(JSONValue.string),
        "taskId": message.taskID.map(JSONValue.string),
        "role": message.role == .user ? "ROLE_USER" : "ROLE_AGENT",
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
    let (name, value): (String, JSONValue) =
      switch part.content {
      case .text(let text): ("text", .string(text))
      case .data(let data): ("data", data)
      case .raw(let base64): ("raw", .string(base64))
      case .url(let url): ("url", .string(url))
      }
    var json: JSONObject = [:]
    json[name] = value
    json["filename"] = part.filename.map(JSONValue.string)
    json["mediaType"] = part.mediaType.map(JSONValue.string)
    json["metadata"] = part.metadata.map(JSONValue.object)
    return .object(json)
  }

  private func name(of state: TaskState) -> String {
    switch state {
    case .submitted: "TASK_STATE_SUBMITTED"
    case .working: "TASK_STATE_WORKING"
    case .completed: "TASK_STATE_COMPLETED"
    case .failed: "TASK_STATE_FAILED"
    case .canceled: "TASK_STATE_CANCELED"
    case .inputRequired: "TASK_STATE_INPUT_REQUIRED"
    case .rejected: "TASK_STATE_REJECTED"
    case .authRequired: "TASK_STATE_AUTH_REQUIRED"
    }
  }
}
