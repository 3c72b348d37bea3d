import A2A
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
    /// Those of its artifacts that were heard of, the first ones only.
    var artifacts: [SeenArtifact] = []
  }

  /// An artifact that this process has seen.
  struct SeenArtifact: Sendable, Hashable {
    var id: String
    /// Whether it came in pieces; agents do not show that when they are asked for it again.
    var isChunked: Bool
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
        state.entries[key] = entry.completed(by: known)
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

  /// The ids of an agent's tasks, the latest first.
  func tasks(of agent: String) -> [String] {
    state.withLock { state in
      let latest = state.order[..<state.oldest].reversed() + state.order[state.oldest...].reversed()
      return latest.filter { $0.agent == agent }.map(\.taskID)
    }
  }
}

extension TaskLedger.Entry {
  /// How many artifacts are remembered of a task, and how long their ids may be.
  static let maxArtifacts = 16
  static let maxArtifactID = 128

  /// What is worth remembering of a task.
  init(_ task: AgentTask, of agent: String, tool: String? = nil) {
    self.init(agent: agent, contextID: task.contextID, tool: tool)
    artifacts = task.artifacts.lazy
      .filter { $0.id.utf8.count <= Self.maxArtifactID }.prefix(Self.maxArtifacts)
      .map { TaskLedger.SeenArtifact(id: $0.id, isChunked: $0.isChunked) }
  }

  /// The same with what an earlier note said and this one does not.
  fileprivate func completed(by known: Self) -> Self {
    var entry = self
    entry.contextID = contextID ?? known.contextID
    entry.tool = tool ?? known.tool
    if artifacts.isEmpty { entry.artifacts = known.artifacts }
    return entry
  }
}

extension TaskLedger {
  /// A task that was asked for, its artifacts in pieces where they came so when they were heard.
  func asHeard(_ task: AgentTask, of agent: String) -> AgentTask {
    let chunked = entry(of: task.id, at: agent)?.artifacts.filter(\.isChunked) ?? []
    guard !chunked.isEmpty, !task.artifacts.isEmpty else { return task }
    var heard = AgentTask(
      id: task.id, status: TaskStatus(.working),
      artifacts: chunked.map { Artifact(id: $0.id, parts: [], isChunked: true) })
    heard.apply(.task(task))
    return heard
  }
}
