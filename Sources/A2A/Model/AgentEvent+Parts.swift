extension AgentEvent {
  /// The same with every part as `meaning` has it, and the words about artifacts as `words` has them.
  package func mapParts(
    _ meaning: (Part) -> Part, words: (String) -> String = { $0 }
  ) -> AgentEvent {
    switch self {
    case .task(var task):
      task.mapParts(meaning, words: words)
      return .task(task)
    case .message(let message): return .message(message.mapParts(meaning))
    case .status(var update):
      update.status.message = update.status.message?.mapParts(meaning)
      return .status(update)
    case .artifact(var update):
      update.artifact.mapParts(meaning, words: words)
      return .artifact(update)
    }
  }
}

extension Artifact {
  fileprivate mutating func mapParts(_ meaning: (Part) -> Part, words: (String) -> String) {
    name = name.map(words)
    description = description.map(words)
    parts = parts.map(meaning)
  }
}

extension AgentTask {
  mutating func mapParts(_ meaning: (Part) -> Part, words: (String) -> String) {
    status.message = status.message?.mapParts(meaning)
    for index in artifacts.indices { artifacts[index].mapParts(meaning, words: words) }
    history = history.map { $0.mapParts(meaning) }
  }
}

extension Message {
  fileprivate func mapParts(_ meaning: (Part) -> Part) -> Message {
    var message = self
    message.parts = parts.map(meaning)
    return message
  }
}
