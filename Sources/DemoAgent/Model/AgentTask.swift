/// A task with everything known of it (A2A 1.0 §4.1.1).
struct AgentTask: Sendable, Equatable {
  /// Messages a task remembers; the oldest are forgotten first.
  static let historyLimit = 200

  let id: String
  let contextID: String
  var status = TaskStatus(.submitted)
  var artifacts: [Artifact] = []
  private(set) var history: [Message] = []

  init(id: String, contextID: String) {
    self.id = id
    self.contextID = contextID
  }

  mutating func remember(_ message: Message) {
    history.append(message)
    if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
  }

  mutating func apply(_ event: TaskEvent) {
    switch event {
    case .status(let next):
      // What was said about the state before is history now.
      if let message = status.message { remember(message) }
      status = next
    case .artifact(let chunk, let appends, _):
      guard let index = artifacts.firstIndex(where: { $0.id == chunk.id }) else {
        return artifacts.append(chunk)
      }
      if appends {
        artifacts[index].parts += chunk.parts
      } else {
        artifacts[index] = chunk
      }
    }
  }

  /// The task as a client wants to see it: with the last `length` messages, or all when it did not say.
  func showingHistory(_ length: Int?) -> AgentTask {
    guard let length else { return self }
    var task = self
    task.history = history.suffix(length)
    return task
  }
}
