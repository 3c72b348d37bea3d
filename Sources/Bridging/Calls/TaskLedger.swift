import Synchronization

/// The tasks that this process has seen: which agent's they are, and how the conversation goes on.
///
/// Only a convenience. A task that is not in it, from another process or too long ago, is simply asked for.
final class TaskLedger: Sendable {
  struct Entry: Sendable, Hashable {
    var agent: String
    var contextID: String?
    /// The tool that started it, to be named when the agent asks something.
    var tool: String?
  }

  /// How many tasks are remembered; the oldest are forgotten first.
  static let capacity = 4_096

  private struct State {
    var entries: [String: Entry] = [:]
    var order: [String] = []
    var oldest = 0
  }

  private let state = Mutex(State())

  func note(_ taskID: String, _ entry: Entry) {
    state.withLock { state in
      if let known = state.entries[taskID] {
        state.entries[taskID] = Entry(
          agent: entry.agent, contextID: entry.contextID ?? known.contextID, tool: entry.tool ?? known.tool)
        return
      }
      state.entries[taskID] = entry
      if state.order.count < Self.capacity {
        state.order.append(taskID)
      } else {
        state.entries[state.order[state.oldest]] = nil
        state.order[state.oldest] = taskID
        state.oldest = (state.oldest + 1) % Self.capacity
      }
    }
  }

  subscript(taskID: String) -> Entry? { state.withLock { $0.entries[taskID] } }
}
