import DemoAgent
import TestSupport

/// Keeps an agent's slow skills at their first step until a test lets them go on.
struct Hold {
  private static let step = Duration.seconds(1)

  private let clock = ManualClock()

  /// For the agent.
  var pace: Pace {
    let end = clock.now.advanced(by: Self.step)
    return Pace { [clock] in try await clock.sleep(until: end, tolerance: nil) }
  }

  /// Lets everything go on, now and later.
  func release() { clock.advance(by: Self.step) }
}
