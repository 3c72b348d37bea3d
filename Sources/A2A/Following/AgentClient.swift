import HTTP

/// Calls one agent: sends a message, follows the task that comes of it, and returns how it ended.
///
/// Streams when the agent does. A stream that ends before the task does is no answer: the task is asked for,
/// subscribed to again, and in the end polled, until it stops or the time for waiting is over.
package struct AgentClient: Sendable {
  /// How patient the client is.
  package struct Patience: Sendable {
    /// The least time that an agent gets for its first word, however short the wait: a task whose id nobody has
    /// heard could be neither waited for nor canceled.
    package var firstWord = Duration.seconds(10)
    /// How often a message that surely did not arrive is sent in all.
    package var sendAttempts = 3
    /// How many subscriptions in a row may bring nothing before the client polls instead.
    package var fruitlessSubscriptions = 3
    /// How long a stream may bring nothing but signs of life before its task is looked at.
    package var silence = Duration.seconds(30)
    /// How long an agent may stay silent to all questions before its task counts as lost.
    package var unreachable = Duration.seconds(10)
    /// The waits between two looks at a task.
    package var polling = Backoff(from: .milliseconds(100), to: .seconds(5))
    /// The waits between two looks at a task of which the agent sends word: only in case that gets lost.
    package var pollingBesideWord = Backoff(from: .seconds(30), to: .seconds(60))
    /// The waits between two attempts at the same thing.
    package var retrying = Backoff(from: .milliseconds(200), to: .seconds(5))

    /// The patience that suits most hosts and agents.
    package init() {}
  }

  private let binding: any AgentBinding
  private let streams: Bool
  private let timing: Timing
  private let patience: Patience
  private let rhythm = PollRhythm()
  private let box: (any NotificationBox)?

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

  /// Follows a task that is already there, also through a sign-in that it waits for.
  ///
  /// - Throws: ``A2AError`` when the agent does not know the task or can't be asked.
  package func follow(
    _ taskID: String, within limit: Duration, onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) -> CallOutcome {
    let deadline = timing.now() + limit
    let snapshot = try await binding.task(taskID, within: timeForFirstWord(deadline))
    onEvent(.task(snapshot))
    var tracker = TaskTracker(following: snapshot, waitsForSignIn: true)
    let slot = tracker.outcome == nil ? await word(of: taskID, deadline) : nil
    return try await follow(&tracker, deadline, isStale: false, slot, onEvent)
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

// MARK: Sending

extension AgentClient {
  /// Sends, and tries again only while it is certain that the agent has not acted.
  private func send(
    _ request: SendRequest, _ deadline: Duration, _ tracker: inout TaskTracker,
    _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) {
    var waits = patience.retrying
    for attempt in 1... {
      do throws(A2AError) {
        return try await sendOnce(request, deadline, &tracker, onEvent)
      } catch {
        guard attempt < patience.sendAttempts, error.isWorthSendingAgain else { throw error }
        let wait = max(error.retryAfter ?? .zero, waits.next(chance: timing.chance()))
        guard timing.now() + wait < deadline else { throw error }
        try await sleep(wait)
      }
    }
  }

  private func sendOnce(
    _ request: SendRequest, _ deadline: Duration, _ tracker: inout TaskTracker,
    _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) {
    if streams {
      // A wait shorter than the time for the first word is over when that is said: then the task has an id.
      let leavesAtFirstWord = deadline - timing.now() < patience.firstWord
      do throws(A2AError) {
        var silence = Silence(since: timing.now(), limit: patience.silence)
        return try await binding.listen(to: .stream(request), within: timeForFirstWord(deadline)) {
          (sign) async in
          let interest = await hear(sign, &silence, &tracker, deadline, onEvent)
          return tracker.task != nil && leavesAtFirstWord ? .turnOver : interest
        }
      } catch {
        guard error.refusesStreams, tracker == TaskTracker() else { throw error }
        // The card promises streams, the agent does not keep it: nothing ran, so ask plainly.
      }
    }
    var plain = request
    // An answer that comes at once to a question's answer may still show the question, as some agents do.
    plain.returnsImmediately = request.message.taskID == nil
    let event = try await sendPlainly(plain, within: timeForFirstWord(deadline))
    _ = hear(event, &tracker, onEvent)
  }

  /// An agent that does not send word after all is asked once more without that wish.
  private func sendPlainly(
    _ request: SendRequest, within limit: Duration
  ) async throws(A2AError) -> AgentEvent {
    do throws(A2AError) {
      return try await binding.send(request, within: limit)
    } catch {
      let refusals: [A2AError.Code] = [.pushNotificationNotSupported, .unsupportedOperation, .invalidParams]
      guard request.pushConfig != nil, refusals.contains(error.code), !error.mayHaveRun else { throw error }
      var request = request
      request.pushConfig = nil
      return try await binding.send(request, within: limit)
    }
  }

  private func timeForFirstWord(_ deadline: Duration) -> Duration {
    max(deadline - timing.now(), patience.firstWord)
  }

  /// A stream that only shows signs of life for long may have lost its task: then that is looked at beside it.
  private func hear(
    _ sign: StreamSign, _ silence: inout Silence, _ tracker: inout TaskTracker, _ deadline: Duration,
    _ onEvent: (AgentEvent) -> Void
  ) async -> StreamInterest {
    switch sign {
    case .event(let event):
      silence.ends(at: timing.now())
      return hear(event, &tracker, onEvent)
    case .life:
      guard silence.isTooLong(at: timing.now()) else { return .more }
      await lookOnce(&tracker, deadline, onEvent)
      return tracker.outcome == nil ? .more : .turnOver
    }
  }

  private func hear(
    _ event: AgentEvent, _ tracker: inout TaskTracker, _ onEvent: (AgentEvent) -> Void
  ) -> StreamInterest {
    tracker.apply(event)
    onEvent(event)
    return tracker.outcome == nil ? .more : .turnOver
  }
}

// MARK: Following

extension AgentClient {
  /// - Parameter isStale: Whether the task may have changed since it was last heard of.
  private func follow(
    _ tracker: inout TaskTracker, _ deadline: Duration, isStale: Bool, _ slot: NotificationSlot?,
    _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) -> CallOutcome {
    if let outcome = tracker.outcome { return outcome }
    guard let task = tracker.task, !task.id.isEmpty else {
      throw A2AError(
        .invalidAgentResponse, "the agent's answer held neither a message nor a task", mayHaveRun: true)
    }
    let start = timing.now()
    var pursuit = Pursuit(
      patience, canSubscribe: streams, isStale: isStale, hasWord: slot != nil, firstWait: rhythm.firstWait)
    while timing.now() < deadline {
      try await pursue(task.id, deadline, &pursuit, &tracker, slot, onEvent)
      if let outcome = tracker.outcome {
        if pursuit.hasPolled { rhythm.note(timing.now() - start) }
        return outcome
      }
      if let loss = pursuit.loss, let known = tracker.task { return .lost(known, loss) }
    }
    return tracker.outcomeInTime ?? .working(task)
  }

  /// One round: look at the task; if it goes on, listen to it, or wait a while where it can't be listened to.
  private func pursue(
    _ id: String, _ deadline: Duration, _ pursuit: inout Pursuit, _ tracker: inout TaskTracker,
    _ slot: NotificationSlot?, _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) {
    if pursuit.isStale {
      do throws(A2AError) {
        try await look(id, &tracker, deadline, onEvent)
        pursuit.heard()
      } catch {
        if error.isCancellation { throw error }
        pursuit.missed(error, at: timing.now())
      }
      if tracker.outcome != nil || pursuit.loss != nil { return }
    }
    pursuit.isStale = true
    if pursuit.canSubscribe {
      try await listen(id, deadline, &pursuit, &tracker, onEvent)
      if tracker.outcome != nil { return }
    }
    let wait = max(.zero, min(pursuit.nextWait(chance: timing.chance()), deadline - timing.now()))
    if let slot { try await sleep(wait, orUntil: slot.bell) } else { try await sleep(wait) }
  }

  /// Asks the agent to send word of a task that is there already; nil when it won't, which is no matter.
  private func word(of taskID: String, _ deadline: Duration) async -> NotificationSlot? {
    guard !streams, let slot = box?.open() else { return nil }
    var config = slot.config
    config.taskID = taskID
    let limit = min(timeForFirstWord(deadline), patience.firstWord)
    return (try? await binding.answer(to: .createPushConfig(config), within: limit)) == nil ? nil : slot
  }

  /// Sleeps until the agent sends word, at the most for `duration`. However often it does, looks keep a distance.
  private func sleep(_ duration: Duration, orUntil bell: Bell) async throws(A2AError) {
    let rest = min(duration, patience.polling.shortest)
    let timing = timing
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await timing.sleep(duration - rest) }
      group.addTask { await bell.wait() }
      await group.next()
      group.cancelAll()
    }
    try await sleep(rest)
  }

  private func look(
    _ id: String, _ tracker: inout TaskTracker, _ deadline: Duration, _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) {
    let snapshot = try await binding.task(id, within: deadline - timing.now())
    // Only what is new is news: progress is not reported for a look that shows the same.
    if snapshot.status != tracker.task?.status { onEvent(.task(snapshot)) }
    tracker.apply(.task(snapshot))
  }

  /// Looks at a task whose story has ended with something missing. What is known stands if that fails.
  private func lookOnce(
    _ tracker: inout TaskTracker, _ deadline: Duration, _ onEvent: (AgentEvent) -> Void
  ) async {
    guard let id = tracker.task?.id, !id.isEmpty, deadline > timing.now() else { return }
    try? await look(id, &tracker, deadline, onEvent)
  }

  private func listen(
    _ id: String, _ deadline: Duration, _ pursuit: inout Pursuit, _ tracker: inout TaskTracker,
    _ onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) {
    var events = 0
    var beganWithTask = false
    do throws(A2AError) {
      var silence = Silence(since: timing.now(), limit: patience.silence)
      try await binding.listen(to: .subscribe(taskID: id), within: deadline - timing.now()) { (sign) async in
        if case .event(let event) = sign {
          if case .task = event, events == 0 { beganWithTask = true }
          events += 1
        }
        return await hear(sign, &silence, &tracker, deadline, onEvent)
      }
    } catch {
      if error.isCancellation { throw error }
      // Whatever the refusal, the next look tells where the task stands.
    }
    pursuit.listened(events: events)
    // Some agents tell a subscriber nothing of what was said before, so between the look and the subscription a
    // piece of the answer may have been missed.
    if tracker.outcome != nil, !beganWithTask { await lookOnce(&tracker, deadline, onEvent) }
  }

  private func sleep(_ duration: Duration) async throws(A2AError) {
    do { try await timing.sleep(duration) } catch {
      throw A2AError(.transport(.cancelled), "the call was cancelled", mayHaveRun: true)
    }
  }
}

extension Message {
  /// The task that the message continues, as far as it is known without the agent.
  fileprivate var task: AgentTask? {
    taskID.map { AgentTask(id: $0, contextID: contextID, status: TaskStatus(.working)) }
  }
}

extension A2AError {
  /// True when the agent does not stream although its card says so, and has not acted either.
  fileprivate var refusesStreams: Bool {
    guard !mayHaveRun else { return false }
    return switch code {
    case .unsupportedOperation, .methodNotFound, .notAnAgent, .notInDialect: true
    default: false
    }
  }

  /// True when the agent surely has not acted and may well do so at the next attempt.
  fileprivate var isWorthSendingAgain: Bool {
    guard !mayHaveRun else { return false }
    return switch code {
    case .transport(.cancelled), .transport(.invalidRequest), .transport(.timeout(.total)): false
    case .transport, .rateLimited, .unavailable: true
    default: false
    }
  }
}
