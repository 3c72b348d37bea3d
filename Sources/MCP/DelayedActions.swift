/// Small things to do later, done in one place that ends with the session.
///
/// Bounded by its users: a call has at most one action pending, and so has the session.
struct DelayedActions: Sendable {
  private struct Action: Sendable {
    let time: Duration
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

  /// Waits for actions and performs them, until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await action in actions {
        group.addTask {
          guard (try? await clock.sleep(action.time)) != nil else { return }
          await action.perform()
        }
      }
    }
  }
}
