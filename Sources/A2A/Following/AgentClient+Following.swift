import HTTP
import Telemetry

extension AgentClient {
  /// - Parameter isStale: Whether the task may have changed since it was last heard of.
  func follow(
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
  func word(of taskID: String, _ deadline: Duration) async -> NotificationSlot? {
    guard !streams, let slot = box?.open() else { return nil }
    var config = slot.config
    config.taskID = taskID
    let limit = min(timeForFirstWord(deadline), patience.firstWord)
    return (try? await binding.answer(to: .createPushConfig(config), within: limit)) == nil ? nil : slot
  }

  /// Sleeps until the agent sends word, at the most for `duration`. However often it does, looks keep a distance.
  func sleep(_ duration: Duration, orUntil bell: Bell) async throws(A2AError) {
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
  func lookOnce(
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

  func sleep(_ duration: Duration) async throws(A2AError) {
    do { try await timing.sleep(duration) } catch {
      throw A2AError(.transport(.cancelled), "the call was cancelled", mayHaveRun: true)
    }
  }
}
