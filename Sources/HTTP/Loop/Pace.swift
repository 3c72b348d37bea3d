/// Where a transfer is between start and end, and which of its deadlines runs. A value, driven by the loop's clock.
struct Pace {
  typealias Instant = SuspendingClock.Instant

  private enum Stage {
    /// Since the start: no request byte has left.
    case connecting
    /// Since the request, or what could be sent of it, left.
    case awaiting(since: Instant)
    /// Since the last response bytes arrived.
    case receiving(since: Instant)
    /// The consumer is behind; that isn't the server's fault.
    case paused
  }

  private let deadlines: HTTPDeadlines
  private let start: Instant
  private var stage = Stage.connecting
  /// The present stretch of a response that mustn't crawl: since when, and how much has arrived in it.
  private var stretch: (start: Instant, bytes: Int)?
  /// When it ends although nobody waits for it any more.
  private var farewell: Instant?

  init(_ deadlines: HTTPDeadlines, start: Instant) {
    self.deadlines = deadlines
    self.start = start
  }

  /// Whether the connection has been ready to carry the request.
  var hasConnected: Bool {
    if case .connecting = stage { false } else { true }
  }

  /// Whether a response byte has arrived.
  var hasResponse: Bool {
    switch stage {
    case .connecting, .awaiting: false
    case .receiving, .paused: true
    }
  }

  /// Whether the consumer is behind.
  var isPaused: Bool {
    if case .paused = stage { true } else { false }
  }

  mutating func sends(at now: Instant) { stage = .awaiting(since: now) }
  mutating func pauses() { stage = .paused }

  /// Bytes have arrived, or what arrived earlier is read on.
  mutating func receives(_ count: Int = 0, at now: Instant) {
    if isPaused, stretch != nil { stretch = (now, 0) }
    stage = .receiving(since: now)
    guard let (start, bytes) = stretch else { return }
    let isEnough = bytes + count >= HTTPDeadlines.crawlBytes
    stretch = isEnough ? (now, 0) : (start, bytes + count)
  }

  /// From now on the response mustn't crawl.
  mutating func watchSpeed(at now: Instant) { stretch = (now, 0) }

  /// Nobody waits for the rest, which may come until `end`; only the first leave counts.
  mutating func leave(until end: Instant) { farewell = farewell ?? end }

  /// The next deadline to pass if nothing happens.
  var next: (deadline: HTTPError.Deadline, at: Instant)? {
    if let farewell { return (.total, farewell) }
    return [deadlines.total.map { (.total, start + $0) }, crawlDeadline, stageDeadline].compactMap(\.self)
      .min { $0.1 < $1.1 }
  }

  private var crawlDeadline: (HTTPError.Deadline, Instant)? {
    guard !isPaused, let stretch else { return nil }
    return deadlines.crawl.map { (.crawl, stretch.start + $0) }
  }

  private var stageDeadline: (HTTPError.Deadline, Instant)? {
    switch stage {
    case .connecting: deadlines.connect.map { (.connect, start + $0) }
    case .awaiting(let since): deadlines.firstByte.map { (.firstByte, since + $0) }
    case .receiving(let since): deadlines.idle.map { (.idle, since + $0) }
    case .paused: nil
    }
  }
}
