internal import JSON

extension V10Words {
  func json(_ answer: Answer) -> JSONValue {
    switch answer {
    case .event(let event): json(event)
    case .task(let task): json(task)
    case .tasks(let page): json(page)
    case .card(let profile): .object(V10().card(profile))
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
    ["taskId": .string(task.id), "contextId": .string(task.contextID), "status": json(status)]
  }

  private func json(
    _ artifact: Artifact, of task: LiveTask, _ appends: Bool, _ isLastChunk: Bool
  ) -> JSONValue {
    .object(
      JSONObject(present: [
        "taskId": .string(task.id),
        "contextId": .string(task.contextID),
        "artifact": json(artifact),
        // ProtoJSON leaves out what is false.
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

  /// The members are all required, so they are there even when they are empty (§3.1.4).
  private func json(_ page: TaskPage) -> JSONValue {
    [
      "tasks": .array(page.tasks.map(json)),
      "nextPageToken": .string(page.next?.token ?? ""),
      "pageSize": JSONValue(page.pageSize),
      "totalSize": JSONValue(page.totalSize),
    ]
  }

  private func json(_ config: PushConfig, _ taskID: String) -> JSONValue {
    .object(
      JSONObject(present: [
        "id": .string(config.id),
        "taskId": .string(taskID),
        "url": .string(config.url.description),
        "token": config.token.map(JSONValue.string),
        "authentication": config.authentication.map(json),
      ]))
  }

  private func json(_ authentication: PushConfig.Authentication) -> JSONValue {
    .object(
      JSONObject(present: [
        "scheme": authentication.schemes.first.map(JSONValue.string),
        "credentials": authentication.credentials.map(JSONValue.string),
      ]))
  }

  private func json(_ status: TaskStatus) -> JSONValue {
    .object(
      JSONObject(present: [
        "state": .string(StateNames.v10.name(of: status.state)),
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
}
