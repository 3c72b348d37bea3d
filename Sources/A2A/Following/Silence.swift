/// How long a stream has brought no news.
struct Silence: Sendable {
  private var since: Duration
  private let limit: Duration

  /// - Parameter limit: From when on a silence is worth a question.
  init(since: Duration, limit: Duration) {
    self.since = since
    self.limit = limit
  }

  /// There was news.
  mutating func ends(at now: Duration) { since = now }

  /// Whether it has lasted too long. Then it starts over: one question a silence.
  mutating func isTooLong(at now: Duration) -> Bool {
    guard now - since >= limit else { return false }
    since = now
    return true
  }
}
