/// The operations of A2A over one wire, in one version (A2A 1.0 §5): what a client needs, and no more.
///
/// Every function throws ``A2AError``; cancelling the caller's task ends the exchange at once.
package protocol AgentBinding: Sendable {
  /// Sends a message and returns the agent's first word on it: at once for a new task, when the agent has done what
  /// it can for one that goes on.
  ///
  /// - Parameter limit: How long the exchange may take at the most.
  func send(_ request: SendRequest, within limit: Duration) async throws(A2AError) -> AgentEvent

  /// Sends a message and hears of the work as it goes on, until the stream ends.
  func stream(
    _ request: SendRequest, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError)

  /// Hears of a task that is already at work, until the stream ends.
  func subscribe(
    to taskID: String, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError)

  /// The task as the agent knows it now.
  func task(_ id: String, within limit: Duration) async throws(A2AError) -> AgentTask

  /// Asks the agent to stop working on a task, and returns what became of it.
  func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask
}

/// What the reader of a stream still hopes for.
package enum StreamInterest: Sendable, Hashable {
  case more
  /// The agent's turn is over, and so is the listening.
  case turnOver
}
