extension AgentEvent {
  /// The same with every part as `meaning` has it.
  func mapParts(_ meaning: (Part) -> Part) -> AgentEvent {
    switch self {
    case .task(var task):
      task.mapParts(meaning)
      return .task(task)
    case .message(let message): return .message(message.mapParts(meaning))
    case .status(var update):
      update.status.message = update.status.message?.mapParts(meaning)
      return .status(update)
    case .artifact(var update):
      update.artifact.parts = update.artifact.parts.map(meaning)
      return .artifact(update)
    }
  }
}

extension Message {
  func mapParts(_ meaning: (Part) -> Part) -> Message {
    var message = self
    message.parts = parts.map(meaning)
    return message
  }
}
