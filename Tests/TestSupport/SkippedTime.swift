import Synchronization
package import Telemetry

/// A clock on which every wait is over at once, and which remembers them.
package final class SkippedTime: Sendable {
  private struct State {
    var now = Duration.zero
    var waits: [Duration] = []
  }

  private let state = Mutex(State())
  /// The time of day when the clock stood at zero.
  private let start: Timestamp

  package init(start: Timestamp = .now()) { self.start = start }

  /// The waits so far, in order.
  package var waits: [Duration] { state.withLock { $0.waits } }

  package func pass(_ duration: Duration) { state.withLock { $0.now += duration } }

  /// The same with waits that take their time, for those who wait for others.
  package var patient: Timing {
    var timing = timing
    timing.sleep = Timing.system.sleep
    return timing
  }

  /// The clock for a client. The chance is always in the middle, so waits are what was planned.
  package var timing: Timing {
    Timing(
      now: { self.state.withLock { $0.now } },
      time: {
        let passed = self.state.withLock { $0.now }
        return Timestamp(milliseconds: self.start.milliseconds + Int64(passed / .milliseconds(1)))
      },
      sleep: { duration throws(CancellationError) in
        if Task.isCancelled { throw CancellationError() }
        self.state.withLock { state in
          state.now += duration
          state.waits.append(duration)
        }
        await Task.yield()
      },
      chance: { 0.5 })
  }
}
