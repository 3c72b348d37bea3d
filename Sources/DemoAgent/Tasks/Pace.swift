/// How fast the agent's slow skills go: what happens between two of their steps.
package struct Pace: Sendable {
  /// No waiting between steps.
  package static let immediate = Pace { await Task.yield() }

  let pause: @Sendable () async throws -> Void

  /// A pace of whatever `pause` waits for; tests let steps happen one by one with it.
  package init(pause: @escaping @Sendable () async throws -> Void) {
    self.pause = pause
  }

  /// One step every `step` by `clock`, 150 ms of real time unless told otherwise.
  package init(step: Duration = .milliseconds(150), clock: any Clock<Duration> = ContinuousClock()) {
    pause = { try await clock.sleep(for: step) }
  }
}
