import Synchronization
import Telemetry

/// The time of day as a test sets it.
final class ManualTime: Sendable {
  private let milliseconds = Mutex<Int64>(1_800_000_000_000)

  var now: @Sendable () -> Timestamp { { Timestamp(milliseconds: self.milliseconds.withLock { $0 }) } }

  func pass(_ duration: Duration) {
    milliseconds.withLock { $0 += duration.components.seconds * 1_000 }
  }
}
