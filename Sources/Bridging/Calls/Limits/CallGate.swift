import A2A
import Synchronization
import Telemetry

/// Lets so many calls of one agent go on at the same time. Others wait in the order they came.
final class CallGate: Sendable {
  /// How many calls wait for one agent; more are refused.
  static let maxWaiting = 256
  /// The least time that a call waits for its turn, however short it would wait for its agent.
  static let shortestPatience = Duration.seconds(5)

  enum Entry: Sendable, Hashable {
    /// It may go on, and has to ``leave()`` in the end.
    case entered
    /// ``maxWaiting`` wait already.
    case full
    /// Its time was over before its turn came.
    case late
    case cancelled
  }

  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Entry, Never>
  }

  private struct State {
    var inside = 0
    var waiters: [Waiter] = []
    var lastID = 0
  }

  /// How many calls go on at once.
  let limit: Int
  private let state = Mutex(State())

  init(_ limit: Int) { self.limit = limit }

  /// Waits for its turn, no longer than `patience`.
  func enter(within patience: Duration, _ timing: Timing) async -> Entry {
    let isFree = state.withLock { state in
      guard state.inside < limit else { return false }
      state.inside += 1
      return true
    }
    if isFree { return .entered }
    return await withTaskGroup(of: Entry?.self) { group in
      group.addTask { await self.turn() }
      group.addTask {
        try? await timing.sleep(patience)
        return nil
      }
      while let end = await group.next() {
        group.cancelAll()
        // Whoever leaves the queue was cancelled, or its time is over, which cancels only its place.
        if let end { return end == .cancelled && !Task.isCancelled ? .late : end }
      }
      return .late
    }
  }

  /// Ends a call that has entered; the one that has waited longest takes its place.
  func leave() {
    let next = state.withLock { state -> Waiter? in
      if !state.waiters.isEmpty { return state.waiters.removeFirst() }
      state.inside -= 1
      return nil
    }
    next?.continuation.resume(returning: .entered)
  }

  /// How many wait.
  var waiting: Int { state.withLock { $0.waiters.count } }

  private func turn() async -> Entry {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome = state.withLock { state -> Entry? in
          // Whoever is cancelled from here on is found among the waiters.
          if Task.isCancelled { return .cancelled }
          if state.inside < limit {
            state.inside += 1
            return .entered
          }
          guard state.waiters.count < Self.maxWaiting else { return .full }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: .cancelled)
    }
  }
}
