package import JSON

extension AgentEvent {
  /// Reads what an agent answered, whatever version it was written in: by its shape, not by what was agreed.
  ///
  /// Agents are known to wrap the first event of a stream in 1.0's way and the next in 0.3's.
  /// - Returns: nil for what says nothing about a task.
  package init?(wire json: JSONValue) {
    if let event = AgentEvent(wrapped: json) {
      self = event
    } else if let kind = json.first("kind")?.string, let event = AgentEvent(wire: json, kind: kind) {
      self = event
    } else if let event = AgentEvent(bare: json) {
      self = event
    } else {
      return nil
    }
  }

  /// 1.0: exactly one member, named after what it holds (§4.2.3).
  private init?(wrapped json: JSONValue) {
    if let task = json.first("task", "Task").flatMap({ AgentTask(wire: $0) }) {
      self = .task(task)
    } else if json.first("status") == nil,
      // A task of 0.1 repeats what it was asked beside its status.
      let message = json.first("message", "msg", "Message").flatMap({ Message(wire: $0) })
    {
      self = .message(message)
    } else if let update = json.first(
      "statusUpdate", "status_update", "taskStatusUpdate", "TaskStatusUpdateEvent"
    ).flatMap({ TaskStatusUpdate(wire: $0) }) {
      self = .status(update)
    } else if let update = json.first(
      "artifactUpdate", "artifact_update", "taskArtifactUpdate", "TaskArtifactUpdateEvent"
    ).flatMap({ TaskArtifactUpdate(wire: $0) }) {
      self = .artifact(update)
    } else {
      return nil
    }
  }

  /// 0.2 and 0.3: a `kind` beside the members.
  private init?(wire json: JSONValue, kind: String) {
    let event: AgentEvent? =
      switch kind {
      case "task": AgentTask(wire: json).map { .task($0) }
      case "message": Message(wire: json).map { .message($0) }
      case "status-update": TaskStatusUpdate(wire: json).map { .status($0) }
      case "artifact-update": TaskArtifactUpdate(wire: json).map { .artifact($0) }
      default: nil
      }
    guard let event else { return nil }
    self = event
  }

  /// Neither wrapped nor named: told by what is there.
  private init?(bare json: JSONValue) {
    if let task = AgentTask(objective: json) {
      self = .task(task)
    } else if let update = TaskArtifactUpdate(wire: json) {
      self = .artifact(update)
    } else if json.first("taskId", "task_id") != nil, json.first("id") == nil,
      let update = TaskStatusUpdate(wire: json)
    {
      self = .status(update)
    } else if let task = AgentTask(wire: json) {
      self = .task(task)
    } else if let message = Message(wire: json) {
      self = .message(message)
    } else if let task = AgentTask(artifactsIn: json) {
      self = .task(task)
    } else {
      return nil
    }
  }
}

extension TaskStatusUpdate {
  fileprivate init?(wire json: JSONValue) {
    guard let status = json.first("status").flatMap({ TaskStatus(wire: $0) }) else { return nil }
    self.init(
      taskID: json.first("taskId", "task_id", "id")?.identifier ?? "",
      contextID: json.first("contextId", "context_id")?.identifier,
      status: status)
  }
}

extension TaskArtifactUpdate {
  fileprivate init?(wire json: JSONValue) {
    guard let artifact = json.first("artifact").flatMap({ Artifact(wire: $0, position: 0) }) else {
      return nil
    }
    self.init(
      taskID: json.first("taskId", "task_id", "id")?.identifier ?? "",
      contextID: json.first("contextId", "context_id")?.identifier,
      artifact: artifact,
      // 0.1 says it within the artifact.
      append: (json.first("append") ?? json.first("artifact")?.first("append"))?.bool ?? false)
  }
}
