import A2A

/// What a host shows of a call that goes on: one short line for each thing that the agent says.
enum ProgressWords {
  static let maxLength = 200

  /// - Returns: nil for what is the answer itself rather than news of it.
  static func line(for event: AgentEvent) -> String? {
    switch event {
    case .task(let task): line(for: task.status)
    case .status(let update): line(for: update.status)
    case .artifact(let update):
      Trailer.disarm(
        CleanText.name("artifact \(update.artifact.name ?? update.artifact.id)", limit: maxLength))
    case .message: nil
    }
  }

  private static func line(for status: TaskStatus) -> String {
    let words = Trailer.disarm(CleanText.line(status.message?.text ?? "", limit: maxLength))
    return words.isEmpty ? Trailer.disarm(CleanText.name(status.state.name, limit: maxLength)) : words
  }
}
