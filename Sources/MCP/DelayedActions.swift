/// What is done later or beside the requests, in one place that ends with the session.
///
/// Bounded by its users: a call has at most one action pending, and so has each subject that a client hears of.
struct DelayedActions: Sendable {
  private struct Action: Sendable {
    /// nil for at once.
    let time: Duration?
    let perform: @Sendable () async -> Void
  }

  private let clock: SessionClock
  private let actions: AsyncStream<Action>
  private let schedule: AsyncStream<Action>.Continuation

  init(clock: SessionClock) {
    self.clock = clock
    (actions, schedule) = AsyncStream.makeStream()
  }

  /// Performs `action` at `time`, unless the session ends first.
  func at(_ time: Duration, _ action: @escaping @Sendable () async -> Void) {
    schedule.yield(Action(time: time, perform: action))
  }

  /// Performs `action` beside everything else; it is cancelled when the session ends.
  func start(_ action: @escaping @Sendable () async -> Void) {
    schedule.yield(Action(time: nil, perform: action))
  }

  /// Waits for actions and performs them, until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await action in actions {
        group.addTask {
          if let time = action.time, (try? await clock.sleep(time)) == nil { return }
          await action.perform()
        }
      }
    }
  }
}
