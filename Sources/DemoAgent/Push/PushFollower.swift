/// Tells one webhook what happens in one turn of a task, event by event and in order.
struct PushFollower: Sendable {
  let config: PushConfig
  let start: LiveTask.Position
  /// Whether the task as it is at the start is news.
  let tellsStart: Bool

  /// Runs to the end of the turn, or until the configuration is gone or the webhook does not take what it is told.
  func run(_ sender: PushSender) async {
    if tellsStart {
      guard await tell(.task(start.snapshot), sender) else { return }
    }
    await start.task.following(from: start) { events in
      while let event = await events.next() {
        guard await tell(.update(event, of: start.task), sender) else { return }
      }
    }
  }

  private func tell(_ event: StreamEvent, _ sender: PushSender) async -> Bool {
    guard start.task.pushConfigs.contains(config) else { return false }
    return await sender.send(event, about: start.task, to: config)
  }
}
