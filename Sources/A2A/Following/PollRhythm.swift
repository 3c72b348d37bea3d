import Synchronization

/// How long an agent's tasks take at the least, learned from those that had to be looked at again and again: the
/// first look then comes when it may be worth it, and not a dozen times before.
final class PollRhythm: Sendable {
  /// No first look comes later, however long the tasks took before: the next one may be short.
  static let longestWait = Duration.seconds(5)
  /// How many tasks are remembered; the shortest of them counts, so that no quick one is kept waiting.
  static let memory = 8
  /// Which part of the shortest time passes before the first look.
  private static let eagerness = (4, of: 5)

  private let times = Mutex<[Duration]>([])

  /// How long to wait before the first look; nil while nothing is known.
  var firstWait: Duration? {
    times.withLock { $0.min() }.map { min($0 * Self.eagerness.0 / Self.eagerness.of, Self.longestWait) }
  }

  /// A task has come to an end after `time`.
  func note(_ time: Duration) {
    times.withLock { times in times = times.suffix(Self.memory - 1) + [time] }
  }
}
