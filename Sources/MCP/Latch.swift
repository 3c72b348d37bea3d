import Synchronization

/// An event that happens once, and the tasks that wait for it.
package final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var lastWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// A latch that is closed.
  package init() {}

  /// Whether the event has happened.
  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Lets every waiter go on, the later ones at once.
  package func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when the latch is open or the task is cancelled.
  package func wait() async {
    let waiter = newWaiter()
    await withTaskCancellationHandler {
      await wait(as: waiter, evenIfCancelled: false)
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
    }
  }

  /// Returns when the latch is open, and not before: for what others depend on too.
  package func waitEvenIfCancelled() async { await wait(as: newWaiter(), evenIfCancelled: true) }

  /// What `operation` comes to, which is cancelled when the latch opens.
  @discardableResult
  func value<Value: Sendable>(of operation: @escaping @Sendable () async -> Value) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
      group.addTask { await operation() }
      group.addTask {
        await self.wait()
        return nil
      }
      var value: Value?
      for await outcome in group {
        value = value ?? outcome
        group.cancelAll()
      }
      return value
    }
  }

  private func newWaiter() -> Int {
    state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
  }

  private func wait(as waiter: Int, evenIfCancelled: Bool) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        // A cancellation sets the flag before it runs its handler, which needs this lock: one of the two sees
        // the other.
        if state.isOpen || (!evenIfCancelled && Task.isCancelled) { return true }
        state.waiters[waiter] = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}
