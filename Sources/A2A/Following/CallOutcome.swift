/// How a call to an agent ended.
package enum CallOutcome: Sendable, Equatable {
  /// The agent answered with a message and made no task of it.
  case answered(Message)
  /// The task has ended or waits for its client; its state says which.
  case stopped(AgentTask)
  /// The time for waiting is over and the task goes on.
  case working(AgentTask)
  /// The agent can't be heard any more. This is the last that was known of the task, which may go on.
  case lost(AgentTask, A2AError)
}
