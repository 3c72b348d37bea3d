/// The clocks and the chance that waiting goes by, so that tests can hold all of them.
package struct Timing: Sendable {
  /// The time passed since some fixed moment.
  package var now: @Sendable () -> Duration
  /// The time of day, as it stands in what others are told and have told.
  package var time: @Sendable () -> Timestamp
  /// Suspends for a while; throws when the task is cancelled meanwhile.
  package var sleep: @Sendable (Duration) async throws(CancellationError) -> Void
  /// A number in 0..<1.
  package var chance: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Duration, time: @escaping @Sendable () -> Timestamp = { .now() },
    sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
    chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.time = time
    self.sleep = sleep
    self.chance = chance
  }

  /// The machine's own clocks and chance.
  package static let system: Timing = {
    let start = ContinuousClock.now
    return Timing(
      now: { start.duration(to: .now) },
      sleep: { duration throws(CancellationError) in
        do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
      },
      chance: { Double.random(in: 0..<1) })
  }()
}
