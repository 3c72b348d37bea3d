import A2A
import Telemetry
import TestSupport

extension ManualClock {
  /// The clock for agents. Chance is always in the middle.
  var timing: Timing {
    Timing(
      now: { self.now.offset },
      sleep: { duration throws(CancellationError) in
        do { try await self.sleep(for: duration) } catch { throw CancellationError() }
      },
      chance: { 0.5 })
  }
}
