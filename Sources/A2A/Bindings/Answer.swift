package import JSON

/// What an operation with one answer brings.
package enum Answer: Sendable, Hashable {
  /// Of a message; a task of `GetTask` and `CancelTask`.
  case event(AgentEvent)
  case tasks(TaskPage)
  /// The extended card as the agent wrote it.
  case card(JSONValue)
  /// One of `create` and `get`, any number of `list`.
  case pushConfigs([PushConfig])
  case nothing
}
