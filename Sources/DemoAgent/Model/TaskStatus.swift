/// A state, since when, and what the agent says about it (A2A 1.0 §4.1.2).
struct TaskStatus: Sendable, Equatable {
  var state: TaskState
  var message: Message?
  var timestamp: Timestamp

  init(_ state: TaskState, message: Message? = nil) {
    self.state = state
    self.message = message
    timestamp = .now
  }
}
