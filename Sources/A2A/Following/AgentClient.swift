import HTTP
package import Telemetry

/// Calls one agent: sends a message, follows the task that comes of it, and returns how it ended.
///
/// Streams when the agent does. A stream that ends before the task does is no answer: the task is asked for,
/// subscribed to again, and in the end polled, until it stops or the time for waiting is over.
package struct AgentClient: Sendable {
  let binding: any AgentBinding
  let streams: Bool
  let timing: Timing
  let patience: Patience
  let rhythm = PollRhythm()
  let box: (any NotificationBox)?

  /// - Parameters:
  ///   - streams: Whether the agent's card says that it can stream.
  ///   - box: Where the agent may leave word of its tasks; nil when it doesn't, or nobody listens.
  package init(
    _ binding: any AgentBinding, streams: Bool, box: (any NotificationBox)? = nil, timing: Timing = .system,
    patience: Patience = Patience()
  ) {
    self.binding = binding
    self.streams = streams
    self.box = box
    self.timing = timing
    self.patience = patience
  }

  /// How long it is worth to wait before a first look at a task, as earlier ones have taught; nil while nothing is
  /// known.
  package var usualWait: Duration? { rhythm.firstWait }

  /// Sends a message and follows the task that it starts or continues.
  ///
  /// - Parameters:
  ///   - limit: How long to wait for the task to stop.
  ///   - onEvent: Called with everything the agent says, in order.
  /// - Throws: ``A2AError`` when there is no task to speak of; its `mayHaveRun` tells whether the agent may
  ///   have acted all the same. The message is never sent again unless it surely did not arrive.
  package func call(
    _ request: SendRequest, within limit: Duration, onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) -> CallOutcome {
    let deadline = timing.now() + limit
    var tracker = TaskTracker()
    var request = request
    // Who streams needs no word.
    let slot = streams ? nil : box?.open()
    request.pushConfig = slot?.config
    do throws(A2AError) {
      try await send(request, deadline, &tracker, onEvent)
    } catch {
      if error.isOutOfTime, error.mayHaveRun, tracker.task == nil {
        tracker = TaskTracker(following: request.message.task)
      }
      guard tracker.task != nil, !error.isCancellation else { throw error }
    }
    if tracker.lacksAnswer { await lookOnce(&tracker, deadline, onEvent) }
    return try await follow(&tracker, deadline, isStale: streams, slot, onEvent)
  }

  /// Follows a task that is already there.
  ///
  /// - Parameter waitsForSignIn: Whether a sign-in that it waits for is no end: the user may be about to do it.
  /// - Throws: ``A2AError`` when the agent does not know the task or can't be asked.
  package func follow(
    _ taskID: String, within limit: Duration, waitsForSignIn: Bool = true, onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) -> CallOutcome {
    let deadline = timing.now() + limit
    let snapshot = try await firstLook(at: taskID, deadline)
    onEvent(.task(snapshot))
    var tracker = TaskTracker(following: snapshot, waitsForSignIn: waitsForSignIn)
    let slot = tracker.outcome == nil ? await word(of: taskID, deadline) : nil
    return try await follow(&tracker, deadline, isStale: false, slot, onEvent)
  }

  /// The task as the agent knows it now.
  package func task(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await firstLook(at: taskID, timing.now() + limit)
  }

  /// A kept connection may have died with an agent that has been started again since, so a look that a reset has cut
  /// short is worth another. Looking twice changes nothing.
  private func firstLook(at taskID: String, _ deadline: Duration) async throws(A2AError) -> AgentTask {
    do throws(A2AError) {
      return try await binding.task(taskID, within: timeForFirstWord(deadline))
    } catch {
      guard error.code == .transport(.reset) else { throw error }
      return try await binding.task(taskID, within: timeForFirstWord(deadline))
    }
  }

  /// One page of the agent's tasks (A2A 1.0 §3.1.4).
  package func tasks(_ request: TaskListRequest, within limit: Duration) async throws(A2AError) -> TaskPage {
    try await binding.tasks(request, within: limit)
  }

  /// Asks the agent to stop working on a task.
  package func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await binding.cancel(taskID, within: limit)
  }
}

extension Message {
  /// The task that the message continues, as far as it is known without the agent.
  fileprivate var task: AgentTask? {
    taskID.map { AgentTask(id: $0, contextID: contextID, status: TaskStatus(.working)) }
  }
}
