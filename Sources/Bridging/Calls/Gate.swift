import Synchronization

/// Something that happens once, and that many may wait for.
final class Gate: Sendable {
  private enum State {
    case closed([UInt64: CheckedContinuation<Void, Never>], next: UInt64)
    case open
  }

  private let state = Mutex(State.closed([:], next: 0))

  var isOpen: Bool {
    state.withLock { if case .open = $0 { true } else { false } }
  }

  func open() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard case .closed(let waiters, _) = state else { return [] }
      state = .open
      return Array(waiters.values)
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns once the gate is open, at the latest after `limit`, at once when the task is cancelled.
  func wait(
    atMost limit: Duration, sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void
  ) async {
    guard !isOpen else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      group.addTask { try? await sleep(limit) }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait() async {
    // The ticket is drawn before the wait, so a cancellation always finds whom to wake or prevents the wait.
    let ticket = state.withLock { state -> UInt64? in
      guard case .closed(let waiters, let next) = state else { return nil }
      state = .closed(waiters, next: next + 1)
      return next
    }
    guard let ticket else { return }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          guard !Task.isCancelled, case .closed(var waiters, let next) = state else { return true }
          waiters[ticket] = continuation
          state = .closed(waiters, next: next)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      leave(ticket)
    }
  }

  private func leave(_ ticket: UInt64) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard case .closed(var waiters, let next) = state else { return nil }
      let waiter = waiters.removeValue(forKey: ticket)
      state = .closed(waiters, next: next)
      return waiter
    }
    waiter?.resume()
  }
}
