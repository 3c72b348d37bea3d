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

extension Answer {
  /// The same with every part as `meaning` has it, and the words about artifacts as `words` has them.
  package func mapParts(
    _ meaning: (Part) -> Part, words: (String) -> String = { $0 }
  ) -> Answer {
    switch self {
    case .event(let event): return .event(event.mapParts(meaning, words: words))
    case .tasks(var page):
      for index in page.tasks.indices { page.tasks[index].mapParts(meaning, words: words) }
      return .tasks(page)
    case .card, .pushConfigs, .nothing: return self
    }
  }
}
