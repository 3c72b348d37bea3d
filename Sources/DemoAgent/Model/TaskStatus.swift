/// A state, since when, and what the agent says about it (A2A 1.0 §4.1.2).
struct TaskStatus: Sendable, Equatable {
  var state: TaskState
  var message: Message?
  /// ISO 8601 with milliseconds, in UTC.
  var timestamp: String

  init(_ state: TaskState, message: Message? = nil) {
    self.state = state
    self.message = message
    timestamp = Timestamp.now.description
  }
}
