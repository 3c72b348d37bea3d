/// Allows so many events within any window of time.
struct RateLimit {
  private let count: Int
  private let window: Duration
  private var recent: [Duration] = []

  init(_ count: Int, per window: Duration) {
    self.count = count
    self.window = window
  }

  /// Whether one more event is allowed at `now`, in which case it counts.
  mutating func allows(at now: Duration) -> Bool {
    recent.removeAll { $0 + window <= now }
    guard recent.count < count else { return false }
    recent.append(now)
    return true
  }
}
