/// One follower's walk through the events of a task, up to the end of a turn.
struct TaskEvents {
  private let task: LiveTask
  private var cursor: Int
  private var signals: AsyncStream<Void>.Iterator
  private var isOver = false

  init(of task: LiveTask, from cursor: Int, signals: AsyncStream<Void>.Iterator) {
    self.task = task
    self.cursor = cursor
    self.signals = signals
  }

  /// The next event, waited for if need be; nil after the one that ended the turn, and when cancelled.
  mutating func next() async -> TaskEvent? {
    while !isOver {
      switch task.entry(at: cursor) {
      case .event(let event):
        cursor += 1
        isOver = event.endsTurn
        return event
      case .notYet:
        isOver = await signals.next(isolation: #isolation) == nil
      case .forgotten:
        isOver = true
      }
    }
    return nil
  }
}
