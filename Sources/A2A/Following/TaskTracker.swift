import HTTP

/// All that was heard in answer to one message, as one state: nothing yet, a message, or a task.
struct TaskTracker: Sendable, Hashable {
  /// The most bytes of content, and the most events, that one call takes in. An agent that says more is not
  /// listened to any longer.
  static let maxBytes = 256 << 20
  static let maxEvents = 500_000

  private(set) var task: AgentTask?
  private(set) var message: Message?
  private var bytes = 0
  private var events = 0
  /// Whether a task that waits for a sign-in is waited for: the user may be about to do it.
  private let waitsForSignIn: Bool

  init(following task: AgentTask? = nil, waitsForSignIn: Bool = false) {
    self.task = task
    self.waitsForSignIn = waitsForSignIn
  }

  /// Takes in the next event. Events of other tasks than the first are not ours and are dropped.
  mutating func apply(_ event: AgentEvent) {
    events += 1
    bytes += event.contentBytes
    guard !isFull else { return }
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

  /// True when the agent has said more than anybody will hear.
  var isFull: Bool { bytes > Self.maxBytes || events > Self.maxEvents }

  /// How the call ends, if what was heard ends it.
  var outcome: CallOutcome? {
    guard let task else { return message.map { .answered($0) } }
    if isFull { return .lost(task, .tooMuch) }
    guard task.state.isStopped, !(waitsForSignIn && task.state == .authRequired) else { return nil }
    return .stopped(task)
  }

  /// How the call ends when the time for waiting is over.
  var outcomeInTime: CallOutcome? {
    guard let task else { return outcome }
    return task.state.isStopped ? .stopped(task) : .working(task)
  }

  /// True for a completed task of which nothing was heard but that it is: some agents say what came of it later.
  var lacksAnswer: Bool {
    task.map { $0.state == .completed && $0.answer.isEmpty && !$0.id.isEmpty } ?? false
  }
}

extension A2AError {
  fileprivate static let tooMuch = A2AError(
    .transport(.bodyTooLarge), "the agent says more than the bridge takes for one call", mayHaveRun: true)
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

  /// Roughly what the event adds to memory.
  fileprivate var contentBytes: Int {
    switch self {
    case .task: 0  // A snapshot replaces what there is.
    case .message(let message): message.parts.contentBytes
    case .status(let update): update.status.message?.parts.contentBytes ?? 0
    case .artifact(let update): update.artifact.parts.contentBytes
    }
  }
}

extension [Part] {
  fileprivate var contentBytes: Int {
    reduce(0) { sum, part in
      switch part.content {
      case .text(let text), .raw(let text), .url(let text): sum + text.utf8.count
      case .data: sum + 1_024  // As good a guess as any; counting would cost as much as writing it.
      }
    }
  }
}
