import Synchronization

/// Counts the first answers, and says when there are none left to come.
final class FirstAnswers: Sendable {
  private let awaited: Mutex<Int>
  private let whenComplete: @Sendable () -> Void

  init(awaited: Int, _ whenComplete: @escaping @Sendable () -> Void) {
    self.awaited = Mutex(awaited)
    self.whenComplete = whenComplete
    if awaited == 0 { whenComplete() }
  }

  func arrive() {
    let isComplete = awaited.withLock { awaited in
      awaited -= 1
      return awaited == 0
    }
    if isComplete { whenComplete() }
  }
}
