import Synchronization

/// Word that there is news, for the one task that waits for it. Rings that come together are one.
package final class Bell: Sendable {
  private enum State {
    case silent
    /// It has rung, and nobody has heard it yet.
    case rung
    case awaited(CheckedContinuation<Void, Never>)
  }

  private let state = Mutex(State.silent)

  package init() {}

  /// Wakes whoever waits, now or next.
  package func ring() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if case .awaited(let waiter) = state {
        state = .silent
        return waiter
      }
      state = .rung
      return nil
    }
    waiter?.resume()
  }

  /// Returns when the bell rings or the task is cancelled; at once if it has rung since the last time.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let isOver = state.withLock { state in
          if case .rung = state {
            state = .silent
            return true
          }
          // A cancellation sets the flag before its handler rings: one of the two sees the other.
          if Task.isCancelled { return true }
          state = .awaited(waiter)
          return false
        }
        if isOver { waiter.resume() }
      }
    } onCancel: {
      dismiss()
    }
  }

  private func dismiss() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard case .awaited(let waiter) = state else { return nil }
      state = .silent
      return waiter
    }
    waiter?.resume()
  }
}
