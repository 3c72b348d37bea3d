internal import Synchronization

/// One task while the agent knows it: its state, what happened in its last turns, and who waits for more.
///
/// Followers read the events by position instead of being sent copies, so a slow one costs no memory and
/// misses nothing.
final class LiveTask: Sendable {
  /// A point in a task's life: everything before it is in `snapshot`, everything after it comes from `cursor` on.
  struct Position: Sendable {
    let task: LiveTask
    let snapshot: AgentTask
    let cursor: Int
  }

  private struct State {
    var task: AgentTask
    // Events of this turn and of the one before, which slow followers may still be reading.
    var events: [TaskEvent] = []
    var firstEvent = 0
    var turnStart = 0
    var bytes = 0
    var pushConfigs: [PushConfig] = []
    var followers: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextFollower = 0

    var nextEvent: Int { firstEvent + events.count }
  }

  let id: String
  let contextID: String
  let skill: Skill
  private let state: Mutex<State>

  init(contextID: String?, skill: Skill) {
    id = UniqueID.next()
    self.contextID = contextID ?? UniqueID.next()
    self.skill = skill
    state = Mutex(State(task: AgentTask(id: id, contextID: self.contextID)))
  }

  /// The task as it is now.
  var snapshot: AgentTask { state.withLock { $0.task } }

  /// The task as it is now, and where what follows starts.
  var position: Position {
    let (snapshot, cursor) = state.withLock { ($0.task, $0.nextEvent) }
    return Position(task: self, snapshot: snapshot, cursor: cursor)
  }

  /// Whether the agent is at work on it, so that it must not be forgotten.
  var isRunning: Bool { !state.withLock { $0.task.status.state.endsTurn } }

  /// Roughly what its artifacts and the user's messages hold in memory.
  var bytes: Int { state.withLock { $0.bytes } }
}

// MARK: - Life

extension LiveTask {
  /// Takes in the message that created the task.
  func open(with message: Message) {
    state.withLock { remember(message, in: &$0) }
  }

  /// Starts a further turn of a task that waits for the user, with the user's message if there is one.
  func resume(with message: Message?) throws(AgentError) -> Position {
    let (snapshot, cursor) = try state.withLock { state throws(AgentError) in
      guard !state.task.status.state.isTerminal else {
        throw .unsupportedOperation("Task \(id) is \(state.task.status.state) and takes no more messages")
      }
      guard state.task.status.state.endsTurn else {
        throw .unsupportedOperation("Task \(id) is still being worked on and takes no message now")
      }
      state.events.removeFirst(state.turnStart - state.firstEvent)
      state.firstEvent = state.turnStart
      state.turnStart = state.nextEvent
      state.task.apply(.status(TaskStatus(.working)))
      if let message { remember(message, in: &state) }
      return (state.task, state.nextEvent)
    }
    return Position(task: self, snapshot: snapshot, cursor: cursor)
  }

  /// Lets something happen in the turn that starts at `start`; throws when that is over, which a cancel may have
  /// done. A question may have been answered before the skill that asked it has returned, so whether the task is
  /// at work says nothing.
  func apply(_ event: TaskEvent, inTurnFrom start: Int) throws(TurnOver) {
    let followers = try state.withLock { state throws(TurnOver) in
      guard state.turnStart == start, !state.task.status.state.endsTurn else { throw TurnOver() }
      return Self.record(event, in: &state)
    }
    for follower in followers { follower.yield() }
  }

  /// Ends the task at the client's wish.
  func cancel() throws(AgentError) -> AgentTask {
    let (snapshot, followers) = try state.withLock { state throws(AgentError) in
      let current = state.task.status.state
      guard !current.isTerminal else { throw .taskNotCancelable(id, current) }
      let followers = Self.record(.status(TaskStatus(.canceled)), in: &state)
      return (state.task, followers)
    }
    for follower in followers { follower.yield() }
    return snapshot
  }

  private static func record(_ event: TaskEvent, in state: inout State) -> [AsyncStream<Void>.Continuation] {
    if case .artifact(let chunk, _, _) = event { state.bytes += chunk.parts.reduce(0) { $0 + $1.size } }
    state.task.apply(event)
    state.events.append(event)
    return Array(state.followers.values)
  }

  private func remember(_ message: Message, in state: inout State) {
    state.bytes += message.parts.reduce(0) { $0 + $1.size }
    state.task.remember(own(message))
  }

  private func own(_ message: Message) -> Message {
    var message = message
    message.taskID = id
    message.contextID = contextID
    return message
  }
}

// MARK: - Following

extension LiveTask {
  /// What is at a place in the sequence of events.
  enum Entry {
    case event(TaskEvent)
    case notYet
    /// The follower fell more than a turn behind.
    case forgotten
  }

  func entry(at cursor: Int) -> Entry {
    state.withLock { state in
      if cursor < state.firstEvent { return .forgotten }
      return cursor < state.nextEvent ? .event(state.events[cursor - state.firstEvent]) : .notYet
    }
  }

  /// Lets `body` read the events from `position` to the end of the turn.
  func following<Result>(
    from position: Position, _ body: (inout TaskEvents) async throws -> Result
  ) async rethrows -> Result {
    // One pending signal is enough: whoever wakes up reads all there is.
    let (signals, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let follower = state.withLock { state in
      defer { state.nextFollower += 1 }
      state.followers[state.nextFollower] = continuation
      return state.nextFollower
    }
    defer { state.withLock { _ = $0.followers.removeValue(forKey: follower) } }
    var events = TaskEvents(of: self, from: position.cursor, signals: signals.makeAsyncIterator())
    return try await body(&events)
  }

  /// Waits until the turn that `position` is in is over, and gives the task as it then is.
  func outcome(from position: Position) async -> AgentTask {
    guard !position.snapshot.status.state.endsTurn else { return position.snapshot }
    await following(from: position) { events in
      while await events.next() != nil {}
    }
    return snapshot
  }
}

// MARK: - Push notifications

extension LiveTask {
  /// Webhooks that may hear of one task.
  static let pushConfigLimit = 16

  /// The configurations, the oldest first.
  var pushConfigs: [PushConfig] { state.withLock { $0.pushConfigs } }

  /// Takes in a configuration, in place of the one with the same id, and tells from where on it counts.
  func add(_ config: PushConfig) throws(AgentError) -> Position {
    let (snapshot, cursor) = try state.withLock { state throws(AgentError) in
      state.pushConfigs.removeAll { $0.id == config.id }
      guard state.pushConfigs.count < Self.pushConfigLimit else {
        throw .tooManyPushConfigs(Self.pushConfigLimit)
      }
      state.pushConfigs.append(config)
      return (state.task, state.nextEvent)
    }
    return Position(task: self, snapshot: snapshot, cursor: cursor)
  }

  /// The configuration with this id, or the oldest.
  func pushConfig(_ id: String?) throws(AgentError) -> PushConfig {
    guard let config = pushConfigs.first(where: { id == nil || $0.id == id }) else {
      throw .pushConfigNotFound(id ?? "at all", taskID: self.id)
    }
    return config
  }

  /// Forgets a configuration; that there is none is no error (A2A 1.0 §3.1.10).
  func removePushConfig(_ id: String) {
    state.withLock { $0.pushConfigs.removeAll { $0.id == id } }
  }
}
