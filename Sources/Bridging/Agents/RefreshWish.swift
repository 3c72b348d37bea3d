import MCP
import Synchronization

/// Somebody's wish that an agent's card be asked for before its time.
final class RefreshWish: Sendable {
  private let latch = Mutex(Latch())

  /// Makes the wish, once until it is heard.
  func make() { latch.withLock { $0 }.open() }

  /// Returns when there is a wish, or when the task is cancelled.
  func wait() async { await latch.withLock { $0 }.wait() }

  /// Fulfils the wish, if there is one.
  ///
  /// - Returns: whether there was one.
  func take() -> Bool {
    latch.withLock { latch in
      guard latch.isOpen else { return false }
      latch = Latch()
      return true
    }
  }
}
