/// What subscribers of a task are told (A2A 1.0 §4.2).
enum TaskEvent: Sendable, Equatable {
  case status(TaskStatus)
  case artifact(Artifact, appends: Bool, isLastChunk: Bool)

  /// Whether streams end with this event.
  var endsTurn: Bool {
    switch self {
    case .status(let status): status.state.endsTurn
    case .artifact: false
    }
  }
}
