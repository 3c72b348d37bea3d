package import A2A
import Synchronization

/// A clock on which every wait is over at once, and which remembers them.
package final class SkippedTime: Sendable {
  private struct State {
    var now = Duration.zero
    var waits: [Duration] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// The waits so far, in order.
  package var waits: [Duration] { state.withLock { $0.waits } }

  package func pass(_ duration: Duration) { state.withLock { $0.now += duration } }

  /// The clock for a client. The chance is always in the middle, so waits are what was planned.
  package var timing: Timing {
    Timing(
      now: { self.state.withLock { $0.now } },
      sleep: { duration throws(CancellationError) in
        if Task.isCancelled { throw CancellationError() }
        self.state.withLock { state in
          state.now += duration
          state.waits.append(duration)
        }
      },
      chance: { 0.5 })
  }
}
