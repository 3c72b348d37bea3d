import HTTP
import Synchronization
import Telemetry

/// One question to an authorization server that several tasks wait for.
final class Flight: Sendable {
  /// What became of it.
  enum Outcome: Sendable, Equatable {
    case token(Secret)
    case failure(AuthorizationFailure)
    /// It was ended before there was an answer: one of those who wait has to ask.
    case abandoned
  }

  private struct State {
    var outcome: Outcome?
    var lastWaiter = 0
    var waiters: [Int: CheckedContinuation<Outcome?, Never>] = [:]
  }

  private let state = Mutex(State())

  /// Tells everybody who waits, and whoever comes later.
  func land(_ outcome: Outcome) {
    let waiters = state.withLock { state in
      state.outcome = outcome
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume(returning: outcome) }
  }

  /// The same, but for `limit` at the most; nil then, too.
  func outcome(within limit: Duration?, _ clock: Timing) async -> Outcome? {
    guard let limit else { return await outcome() }
    return await withTaskGroup(of: Outcome?.self) { group in
      group.addTask { await self.outcome() }
      group.addTask {
        try? await clock.sleep(limit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  /// What became of it, as soon as that is known; nil when the task is cancelled first.
  func outcome() async -> Outcome? {
    let waiter = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (isOver, outcome): (Bool, Outcome?) = state.withLock { state in
          // A cancellation sets the flag before it runs its handler, which needs this lock: one of the two sees the
          // other.
          if state.outcome != nil || Task.isCancelled { return (true, state.outcome) }
          state.waiters[waiter] = continuation
          return (false, nil)
        }
        if isOver { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume(returning: nil)
    }
  }
}
