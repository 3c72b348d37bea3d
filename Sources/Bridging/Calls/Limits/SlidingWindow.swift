/// What has begun within the last so and so long, of which there may be so much.
///
/// It holds one moment for each, so it counts exactly: at no time have more than ``limit`` begun within ``length``.
struct SlidingWindow: Sendable {
  let limit: Int
  let length: Duration
  private var moments: [Duration] = []
  /// Where the moments begin that count; those before are removed many at a time.
  private var first = 0

  init(_ limit: Int, within length: Duration) {
    self.limit = limit
    self.length = length
  }

  /// How long it takes until another may begin; zero when it may now.
  mutating func wait(at now: Duration) -> Duration {
    forget(at: now)
    let count = moments.count - first
    return count < limit ? .zero : moments[moments.count - limit] + length - now
  }

  /// Counts one that begins now.
  mutating func count(at now: Duration) {
    forget(at: now)
    moments.append(now)
  }

  private mutating func forget(at now: Duration) {
    while first < moments.count, moments[first] + length <= now { first += 1 }
    guard first > moments.count / 2 else { return }
    moments.removeFirst(first)
    first = 0
  }
}
