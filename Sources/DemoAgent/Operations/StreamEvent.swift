/// What a stream or a push notification carries (A2A 1.0 §3.2.3).
enum StreamEvent: Sendable {
  case message(Message)
  case task(AgentTask)
  case update(TaskEvent, of: LiveTask)
}
