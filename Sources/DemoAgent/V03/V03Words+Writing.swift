internal import JSON

extension V03Words {
  func json(_ answer: Answer) -> JSONValue {
    switch answer {
    case .event(let event): json(event)
    case .task(let task): json(task)
    // The version has no such list over JSON-RPC, so no method leads here.
    case .tasks(let page): .array(page.tasks.map(json))
    case .card(let profile): .object(V03().card(profile))
    case .pushConfig(let config, let taskID): json(config, taskID)
    case .pushConfigs(let configs, let taskID): .array(configs.map { json($0, taskID) })
    case .deleted: .null
    }
  }

  func json(_ event: StreamEvent) -> JSONValue {
    switch event {
    case .message(let message): json(message)
    case .task(let task): json(task)
    case .update(.status(let status), let task): json(status, of: task)
    case .update(.artifact(let artifact, let appends, let isLastChunk), let task):
      json(artifact, of: task, appends, isLastChunk)
    }
  }

  private func json(_ status: TaskStatus, of task: LiveTask) -> JSONValue {
    [
      "kind": "status-update",
      "taskId": .string(task.id),
      "contextId": .string(task.contextID),
      "status": json(status),
      "final": .bool(status.state.endsTurn),
    ]
  }

  private func json(
    _ artifact: Artifact, of task: LiveTask, _ appends: Bool, _ isLastChunk: Bool
  ) -> JSONValue {
    [
      "kind": "artifact-update",
      "taskId": .string(task.id),
      "contextId": .string(task.contextID),
      "artifact": json(artifact),
      "append": .bool(appends),
      "lastChunk": .bool(isLastChunk),
    ]
  }

  private func json(_ task: AgentTask) -> JSONValue {
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

  private func json(_ config: PushConfig, _ taskID: String) -> JSONValue {
    ["taskId": .string(taskID), "pushNotificationConfig": .object(config.v03)]
  }

  private func json(_ status: TaskStatus) -> JSONValue {
    .object(
      JSONObject(present: [
        "state": .string(StateNames.v03.name(of: status.state)),
        "message": status.message.map(json),
        "timestamp": .string(status.timestamp.description),
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
}

extension PushConfig {
  /// The same in the schema and in `a2a.proto`.
  var v03: JSONObject {
    JSONObject(present: [
      "id": .string(id),
      "url": .string(url.description),
      "token": token.map(JSONValue.string),
      "authentication": authentication.map { authentication in
        .object(
          JSONObject(present: [
            "schemes": .strings(authentication.schemes),
            "credentials": authentication.credentials.map(JSONValue.string),
          ]))
      },
    ])
  }
}
