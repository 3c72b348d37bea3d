import Synchronization

/// Something that changes from time to time, and those who want to hear of it.
final class ChangeFeed: Sendable {
  private struct State {
    var lastListener = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  /// The changes from now on. Those that come before the last one is heard are one.
  func changes() -> AsyncStream<Void> {
    let (changes, source) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let listener = state.withLock { state in
      state.lastListener += 1
      state.listeners[state.lastListener] = source
      return state.lastListener
    }
    source.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.listeners.removeValue(forKey: listener) }
    }
    return changes
  }

  /// Tells everybody who listens.
  func tell() {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
  }

  /// How many listen.
  var listenerCount: Int { state.withLock { $0.listeners.count } }
}
