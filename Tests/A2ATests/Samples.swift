import A2A
import JSON

/// Short ways to write what agents say.
enum Samples {
  static func text(_ text: String) -> Part { Part(.text(text)) }

  static func agentSays(_ words: String, id: String = "m-1", task: String? = nil) -> Message {
    Message(messageID: id, role: .agent, parts: [text(words)], taskID: task)
  }

  static func task(
    _ state: TaskState, saying words: String? = nil, artifacts: [Artifact] = [], history: [Message] = []
  ) -> AgentTask {
    AgentTask(
      id: "t-1", contextID: "c-1", status: TaskStatus(state, message: words.map { agentSays($0) }),
      artifacts: artifacts, history: history)
  }

  static func status(_ state: TaskState, saying words: String? = nil, of task: String = "t-1") -> AgentEvent {
    .status(
      TaskStatusUpdate(
        taskID: task, contextID: "c-1", status: TaskStatus(state, message: words.map { agentSays($0) })))
  }

  static func chunk(_ words: String, of artifact: String = "a-1", append: Bool = true) -> AgentEvent {
    .artifact(
      TaskArtifactUpdate(
        taskID: "t-1", contextID: "c-1", artifact: Artifact(id: artifact, parts: [text(words)]),
        append: append))
  }

  static let request = SendRequest(Message(messageID: "m-0", role: .user, parts: [text("hello")]))
}

/// Parses a document of a test.
func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
