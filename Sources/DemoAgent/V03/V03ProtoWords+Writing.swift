internal import JSON

extension V03ProtoWords {
  func json(_ answer: Answer) -> JSONValue {
    switch answer {
    case .event(let event): json(event)
    case .task(let task): json(task)
    // The version has no such list in `a2a.proto`, so no path and no procedure lead here.
    case .tasks(let page): ["tasks": .array(page.tasks.map(json))]
    case .card(let profile): .object(V03.card(profile, as: cardForm))
    case .pushConfig(let config, let taskID): json(config, taskID)
    case .pushConfigs(let configs, let taskID): ["configs": .array(configs.map { json($0, taskID) })]
    case .deleted: [:]
    }
  }

  func json(_ event: StreamEvent) -> JSONValue {
    switch event {
    case .message(let message): ["message": json(message)]
    case .task(let task): ["task": json(task)]
    case .update(.status(let status), let task): ["statusUpdate": json(status, of: task)]
    case .update(.artifact(let artifact, let appends, let isLastChunk), let task):
      ["artifactUpdate": json(artifact, of: task, appends, isLastChunk)]
    }
  }

  private func json(_ status: TaskStatus, of task: LiveTask) -> JSONValue {
    .object(
      JSONObject(present: [
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "status": json(status),
        // ProtoJSON leaves out what is false, here and below.
        "final": .present(true, if: status.state.endsTurn),
      ]))
  }

  private func json(
    _ artifact: Artifact, of task: LiveTask, _ appends: Bool, _ isLastChunk: Bool
  ) -> JSONValue {
    .object(
      JSONObject(present: [
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "artifact": json(artifact),
        "append": .present(true, if: appends),
        "lastChunk": .present(true, if: isLastChunk),
      ]))
  }

  private func json(_ task: AgentTask) -> JSONValue {
    .object(
      JSONObject(present: [
        "id": .string(task.id),
        "contextId": .string(task.contextID),
        "status": json(task.status),
        "artifacts": .list(task.artifacts.map(json)),
        "history": .list(task.history.map(json)),
      ]))
  }

  private func json(_ config: PushConfig, _ taskID: String) -> JSONValue {
    [
      "name": .string("tasks/\(taskID)/pushNotificationConfigs/\(config.id)"),
      "pushNotificationConfig": .object(config.v03),
    ]
  }

  private func json(_ status: TaskStatus) -> JSONValue {
    .object(
      JSONObject(present: [
        "state": .string(StateNames.v03Proto.name(of: status.state)),
        "message": status.message.map(json),
        "timestamp": .string(status.timestamp.description),
      ]))
  }

  private func json(_ message: Message) -> JSONValue {
    .object(
      JSONObject(present: [
        "messageId": .string(message.id),
        "contextId": message.contextID.map(JSONValue.string),
        "taskId": message.taskID.map(JSONValue.string),
        "role": message.role == .user ? "ROLE_USER" : "ROLE_AGENT",
        "content": .array(message.parts.map(json)),
        "metadata": message.metadata.map(JSONValue.object),
        "extensions": .strings(message.extensions),
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
      case .data(.object(let data)): ("data", ["data": .object(data)])
      // This version's data is always an object; other values get the wrapping that the official adapters use.
      case .data(let data): ("data", ["data": ["value": data]])
      case .raw(let base64): ("file", file("fileWithBytes", base64, part))
      case .url(let url): ("file", file("fileWithUri", url, part))
      }
    var json: JSONObject = [:]
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
}
