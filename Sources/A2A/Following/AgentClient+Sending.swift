import HTTP
import Telemetry

extension AgentClient {
  /// Sends, and tries again only while it is certain that the agent has not acted.
  func send(
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

  func timeForFirstWord(_ deadline: Duration) -> Duration {
    max(deadline - timing.now(), patience.firstWord)
  }

  /// A stream that only shows signs of life for long may have lost its task: then that is looked at beside it.
  func hear(
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

  func hear(
    _ event: AgentEvent, _ tracker: inout TaskTracker, _ onEvent: (AgentEvent) -> Void
  ) -> StreamInterest {
    tracker.apply(event)
    onEvent(event)
    return tracker.outcome == nil ? .more : .turnOver
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
    case .transport(.cancelled), .transport(.invalidRequest), .transport(.timeout(.total)),
      .transport(.addressRefused), .transport(.unencrypted):
      false
    case .transport, .rateLimited, .unavailable: true
    default: false
    }
  }
}
