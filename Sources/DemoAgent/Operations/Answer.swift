/// What an operation that is no stream brings.
enum Answer: Sendable {
  /// Of sending: a message, or the task that the message made or moved on.
  case event(StreamEvent)
  /// Of getting or canceling a task.
  case task(AgentTask)
  case tasks(TaskPage)
  case card(Profile)
  /// Of creating or getting a push notification configuration.
  case pushConfig(PushConfig, taskID: String)
  case pushConfigs([PushConfig], taskID: String)
  /// Of deleting a push notification configuration.
  case deleted
}
