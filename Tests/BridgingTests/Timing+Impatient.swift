import A2A
import Telemetry

extension Timing {
  /// A clock on which waits for what is missing are over at once, and those for what may change never.
  static let impatient = Timing(
    now: { .zero },
    sleep: { duration throws(CancellationError) in
      guard duration <= .seconds(100) else {
        do { try await Task.sleep(for: .seconds(86_400)) } catch { throw CancellationError() }
        return
      }
      if Task.isCancelled { throw CancellationError() }
    },
    chance: { 0.5 })
}
