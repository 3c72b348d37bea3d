/// What an agent says of its work: the answer to a message, or one event of a stream (A2A 1.0 §3.2.3, §4.2).
package enum AgentEvent: Sendable, Hashable {
  case task(AgentTask)
  case message(Message)
  case status(TaskStatusUpdate)
  case artifact(TaskArtifactUpdate)
}

/// A change of a task's state (A2A 1.0 §4.2.1).
package struct TaskStatusUpdate: Sendable, Hashable {
  package var taskID: String
  package var contextID: String?
  package var status: TaskStatus

  package init(taskID: String, contextID: String?, status: TaskStatus) {
    self.taskID = taskID
    self.contextID = contextID
    self.status = status
  }
}

/// A new artifact, or a chunk of one (A2A 1.0 §4.2.2).
package struct TaskArtifactUpdate: Sendable, Hashable {
  package var taskID: String
  package var contextID: String?
  package var artifact: Artifact
  /// True when the parts continue the artifact of that id, false when they replace it.
  package var append: Bool

  package init(taskID: String, contextID: String?, artifact: Artifact, append: Bool) {
    self.taskID = taskID
    self.contextID = contextID
    self.artifact = artifact
    self.append = append
  }
}
