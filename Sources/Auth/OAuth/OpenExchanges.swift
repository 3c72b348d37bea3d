private import Synchronization

/// Questions to authorization servers that go on although nobody may wait for their answers any more: a refresh token
/// that was replaced in an answer that nobody read would be lost for good.
package final class OpenExchanges: Sendable {
  private struct State {
    var tasks: [Int: Task<Void, Never>] = [:]
    var started = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Starts one. Cancelled, it must end as soon as nothing gets lost by that.
  func start(_ exchange: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      state.started += 1
      let number = state.started
      // No child of its caller, which may leave long before; `end` is where it is waited for. It is noted before it can be
      // forgotten, for that takes the same lock.
      state.tasks[number] = Task {
        await exchange()
        _ = self.state.withLock { $0.tasks.removeValue(forKey: number) }
      }
    }
  }

  /// Hastens the end of all of them, and waits for it: for who is about to leave the process.
  package func end() async {
    let tasks = state.withLock { Array($0.tasks.values) }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }
}
