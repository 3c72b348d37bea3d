/// The events of one stream, from its beginning to the end of the turn.
enum EventSource: Sendable {
  /// The one event of a stream without a task.
  case message(Message)
  /// The task as it is, then what happens to it.
  case task(LiveTask.Position, historyLength: Int?)

  /// Gives the events to `send`, one after the other. Throws what that throws.
  func deliver(to send: (StreamEvent) async throws -> Void) async throws {
    switch self {
    case .message(let message):
      try await send(.message(message))
    case .task(let start, let historyLength):
      try await send(.task(start.snapshot.showingHistory(historyLength)))
      // A question is answered by a message, which has a stream of its own; a sign-in goes on by itself.
      guard start.snapshot.status.state != .inputRequired else { return }
      try await start.task.following(from: start) { events in
        while let event = await events.next() { try await send(.update(event, of: start.task)) }
      }
    }
  }
}
