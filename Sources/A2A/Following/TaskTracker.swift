/// All that was heard in answer to one message, as one state: nothing yet, a message, or a task.
struct TaskTracker: Sendable, Hashable {
  private(set) var task: AgentTask?
  private(set) var message: Message?

  init(following task: AgentTask? = nil) { self.task = task }

  /// Takes in the next event. Events of other tasks than the first are not ours and are dropped.
  mutating func apply(_ event: AgentEvent) {
    if task != nil {
      guard event.taskID == nil || event.taskID == task?.id else { return }
      task?.apply(event)
      return
    }
    switch event {
    case .task(let snapshot): task = snapshot
    case .message(let message): self.message = message
    case .status(let update):
      task = AgentTask(id: update.taskID, contextID: update.contextID, status: update.status)
    case .artifact(let update):
      task = AgentTask(id: update.taskID, contextID: update.contextID, status: TaskStatus(.working))
      task?.apply(event)
    }
  }

  /// True when the call has ended and nothing is left to hear. Some agents say that a task is completed, and its
  /// result after that.
  var hasAnswer: Bool {
    guard outcome != nil else { return false }
    guard let task, task.state == .completed else { return true }
    return !task.answer.isEmpty
  }

  /// How the call ends, if what was heard ends it.
  var outcome: CallOutcome? {
    if let task { return task.state.isStopped ? .stopped(task) : nil }
    return message.map { .answered($0) }
  }
}

extension AgentEvent {
  /// The task that the event speaks of; nil when it names none.
  package var taskID: String? {
    let id =
      switch self {
      case .task(let task): task.id
      case .message(let message): message.taskID ?? ""
      case .status(let update): update.taskID
      case .artifact(let update): update.taskID
      }
    return id.isEmpty ? nil : id
  }
}
