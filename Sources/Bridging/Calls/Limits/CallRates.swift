import Settings

/// How many calls may begin within a minute and within an hour.
struct CallRates: Sendable {
  /// What stands in the way of another call.
  struct Obstacle: Sendable, Hashable {
    let limit: Int
    let period: Period
    /// How long it does.
    let wait: Duration
  }

  enum Period: String, Sendable {
    case minute
    case hour

    /// The limit's key in bridge.json.
    var key: String {
      switch self {
      case .minute: "callsPerMinute"
      case .hour: "callsPerHour"
      }
    }
  }

  private var minute: SlidingWindow
  private var hour: SlidingWindow

  init(perMinute: Int, perHour: Int) {
    minute = SlidingWindow(perMinute, within: .seconds(60))
    hour = SlidingWindow(perHour, within: .seconds(3_600))
  }

  init(_ limits: AgentLimits) { self.init(perMinute: limits.callsPerMinute, perHour: limits.callsPerHour) }

  init(_ limits: BridgeLimits) { self.init(perMinute: limits.callsPerMinute, perHour: limits.callsPerHour) }

  /// What lasts longest of that which forbids a call now.
  mutating func obstacle(at now: Duration) -> Obstacle? {
    let waits = [
      (minute.wait(at: now), Period.minute, minute.limit), (hour.wait(at: now), .hour, hour.limit),
    ]
    guard let longest = waits.max(by: { $0.0 < $1.0 }), longest.0 > .zero else { return nil }
    return Obstacle(limit: longest.2, period: longest.1, wait: longest.0)
  }

  mutating func count(at now: Duration) {
    minute.count(at: now)
    hour.count(at: now)
  }
}
