import Synchronization

/// How long an agent's tasks take, learned from those that had to be looked at again and again: the first look then
/// comes when it may be worth it, and not a dozen times before.
final class PollRhythm: Sendable {
  /// No first look comes later, however long the tasks took before: the next one may be short.
  static let longestWait = Duration.seconds(5)
  /// Which part of the usual time passes before the first look. Most tasks then end soon after it.
  private static let eagerness = 0.8

  private let usual = Mutex<Duration?>(nil)

  /// How long to wait before the first look; nil while nothing is known.
  var firstWait: Duration? {
    usual.withLock { $0 }.map { min($0 * Self.eagerness, Self.longestWait) }
  }

  /// A task has come to an end after `time`. The last ones count most: agents change.
  func note(_ time: Duration) {
    usual.withLock { usual in usual = usual.map { ($0 + time) / 2 } ?? time }
  }
}
