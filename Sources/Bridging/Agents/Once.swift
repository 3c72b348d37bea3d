import Synchronization

/// What is found out once. Whoever else wants to know meanwhile waits for it.
final class Once<Value: Sendable>: Sendable {
  private let known = Mutex<Value?>(nil)

  func value(_ findOut: () -> Value) -> Value {
    known.withLock { known in
      let value = known ?? findOut()
      known = value
      return value
    }
  }
}
