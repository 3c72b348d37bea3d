/// A clock whose instants are durations since the session was made; tests bring their own.
struct SessionClock: Sendable {
  /// The time since the session was made.
  let now: @Sendable () -> Duration
  /// Sleeps until that time; throws if the task is cancelled.
  let sleep: @Sendable (_ until: Duration) async throws -> Void

  init(_ clock: some Clock<Duration>) {
    let origin = clock.now
    now = { origin.duration(to: clock.now) }
    sleep = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
  }
}
