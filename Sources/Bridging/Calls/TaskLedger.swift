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

  private struct Key: Hashable {
    var agent: String
    var taskID: String
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// The agents that have a task of an id: nothing keeps two from choosing the same.
    var owners: [String: Set<String>] = [:]
    var order: [Key] = []
    var oldest = 0

    mutating func forget(_ key: Key) {
      entries[key] = nil
      owners[key.taskID]?.remove(key.agent)
      if owners[key.taskID]?.isEmpty == true { owners[key.taskID] = nil }
    }
  }

  private let state = Mutex(State())

  func note(_ taskID: String, _ entry: Entry) {
    let key = Key(agent: entry.agent, taskID: taskID)
    state.withLock { state in
      if let known = state.entries[key] {
        state.entries[key] = Entry(
          agent: entry.agent, contextID: entry.contextID ?? known.contextID, tool: entry.tool ?? known.tool)
        return
      }
      state.entries[key] = entry
      state.owners[taskID, default: []].insert(entry.agent)
      if state.order.count < Self.capacity {
        state.order.append(key)
      } else {
        state.forget(state.order[state.oldest])
        state.order[state.oldest] = key
        state.oldest = (state.oldest + 1) % Self.capacity
      }
    }
  }

  /// What is known of an agent's task.
  func entry(of taskID: String, at agent: String) -> Entry? {
    state.withLock { $0.entries[Key(agent: agent, taskID: taskID)] }
  }

  /// Another agent whose task this is, if it is known to be one and not known to be this agent's.
  func otherOwner(of taskID: String, than agent: String) -> String? {
    state.withLock { state in
      guard let owners = state.owners[taskID], !owners.contains(agent) else { return nil }
      return owners.min()
    }
  }
}
