/// What time it is for the loop, and when a deadline may pass next.
///
/// `earliest` only ever errs on the early side: activity moves a transfer's own deadline without telling, and
/// a look at that time finds nothing due and sets it anew. So the common case costs one comparison.
struct Timetable {
  typealias Instant = SuspendingClock.Instant

  /// The time at the loop's last awakening. Time in which the machine sleeps doesn't count.
  private(set) var now = SuspendingClock.now
  /// No deadline passes before; nil when there is none.
  private(set) var earliest: Instant?

  /// Reads the clock.
  mutating func tick() { now = SuspendingClock.now }

  /// Takes into account a deadline that may be nearer than all others.
  mutating func note(_ deadline: Instant?) {
    guard let deadline else { return }
    earliest = min(earliest ?? deadline, deadline)
  }

  /// Whether it is time to look for deadlines that have passed.
  var isDue: Bool { earliest.map { $0 <= now } ?? false }

  /// Forgets `earliest`; whoever calls notes the deadlines that are left.
  mutating func startOver() { earliest = nil }

  /// How long the loop may wait.
  var pollMilliseconds: CInt {
    guard let earliest else { return CInt.max }
    return earliest <= now ? 0 : CInt((earliest - now).milliseconds)
  }
}
