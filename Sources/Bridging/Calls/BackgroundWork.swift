import Synchronization

/// Work that outlives the call that caused it, such as telling an agent that a call was cancelled.
///
/// Everything started here is a child of ``run()``, which returns when all of it has ended.
final class BackgroundWork: Sendable {
  typealias Work = @Sendable () async -> Void

  /// How many pieces may wait to be started; more are refused, for they would only pile up.
  static let capacity = 256

  private let queue: AsyncStream<Work>
  private let source: AsyncStream<Work>.Continuation

  init() {
    (queue, source) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
  }

  /// Starts `work` soon. It must bound itself in time.
  ///
  /// - Returns: False when it was refused.
  @discardableResult
  func start(_ work: @escaping Work) -> Bool {
    if case .enqueued = source.yield(work) { true } else { false }
  }

  /// Takes no more work. What was started still ends in its time.
  func finish() { source.finish() }

  func run() async {
    await withDiscardingTaskGroup { group in
      for await work in queue { group.addTask { await work() } }
    }
  }
}
