/// Waits that grow from try to try, each a little different so that clients do not march in step.
package struct Backoff: Sendable, Hashable {
  private let first: Duration
  private let longest: Duration
  private let factor: Double
  private var tries = 0

  /// - Parameters:
  ///   - first: The first wait, before jitter.
  ///   - longest: What no wait grows beyond, before jitter.
  package init(from first: Duration, to longest: Duration, factor: Double = 2) {
    self.first = first
    self.longest = longest
    self.factor = factor
  }

  /// The next wait: between three and five quarters of the planned one.
  ///
  /// - Parameter chance: A number in 0..<1.
  package mutating func next(chance: Double) -> Duration {
    var planned = first
    for _ in 0..<tries where planned < longest { planned = planned * factor }
    tries += 1
    return min(planned, longest) * (0.75 + 0.5 * chance)
  }

  /// The first wait, before jitter.
  var shortest: Duration { first }

  /// Starts over, after something was heard.
  package mutating func reset() { tries = 0 }
}
