package import JSON

/// The operations of A2A over one wire, in one version (A2A 1.0 §5).
///
/// Both functions throw ``A2AError``, `notInDialect` for what the version has not; cancelling the caller's
/// task ends the exchange at once.
package protocol AgentBinding: Sendable {
  /// Performs an operation that has one answer.
  ///
  /// - Parameter limit: How long the exchange may take at the most.
  func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer

  /// Performs an operation that is answered by a stream, and reads it to its end or until `onSign` has had enough.
  func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError)
}

/// What comes by a stream.
package enum StreamSign: Sendable, Hashable {
  case event(AgentEvent)
  /// The agent has nothing to say but that it is there, such as a comment.
  case life
}

/// What the reader of a stream still hopes for.
package enum StreamInterest: Sendable, Hashable {
  case more
  /// The agent's turn is over, and so is the listening.
  case turnOver
}

extension AgentBinding {
  /// Performs an operation that is answered by a stream, and hears its events only.
  package func listen(
    to operation: Operation, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    try await listen(to: operation, within: limit) { (sign) async in
      if case .event(let event) = sign { onEvent(event) } else { .more }
    }
  }

  /// Sends a message and returns the agent's first word on it.
  package func send(_ request: SendRequest, within limit: Duration) async throws(A2AError) -> AgentEvent {
    guard case .event(let event) = try await answer(to: .send(request), within: limit) else {
      throw .unexpectedAnswer
    }
    return event
  }

  /// The task as the agent knows it now.
  package func task(_ id: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await task(.getTask(id: id), within: limit)
  }

  /// Asks the agent to stop working on a task, and returns what became of it.
  package func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await task(.cancelTask(id: taskID), within: limit)
  }

  /// One page of the agent's tasks.
  package func tasks(_ request: TaskListRequest, within limit: Duration) async throws(A2AError) -> TaskPage {
    guard case .tasks(let page) = try await answer(to: .listTasks(request), within: limit) else {
      throw .unexpectedAnswer
    }
    return page
  }

  /// The card that the agent shows to those whom it knows.
  package func extendedCard(within limit: Duration) async throws(A2AError) -> JSONValue {
    guard case .card(let card) = try await answer(to: .getExtendedCard, within: limit) else {
      throw .unexpectedAnswer
    }
    return card
  }

  private func task(_ operation: Operation, within limit: Duration) async throws(A2AError) -> AgentTask {
    guard case .event(.task(let task)) = try await answer(to: operation, within: limit) else {
      throw A2AError(.invalidAgentResponse, "the agent answered no task", mayHaveRun: true)
    }
    return task
  }
}

extension A2AError {
  fileprivate static let unexpectedAnswer = A2AError(
    .invalidAgentResponse, "the agent answered something else than was asked", mayHaveRun: true)
}
