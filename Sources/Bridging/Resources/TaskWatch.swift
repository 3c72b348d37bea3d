import A2A
import HTTP

/// What somebody who watches a task has seen of it, or of one of its artifacts.
struct TaskWatch: Sendable {
  let taskID: String
  /// nil for the task as a whole.
  let artifactID: String?
  /// True when nothing can change any more.
  private(set) var isOver = false
  private var last: AgentTask?

  init(_ taskID: String, artifact: String? = nil) {
    self.taskID = taskID
    artifactID = artifact
  }

  /// Takes in what the agent says.
  ///
  /// - Returns: whether what is watched has changed by it. The first look only shows where it stands; but of an end
  ///   that came just before it, nobody else would tell.
  mutating func hears(_ event: AgentEvent) -> Bool {
    guard event.taskID == nil || event.taskID == taskID else { return false }
    let hasChanged = changes(by: event)
    if case .task(let task) = event { last = task } else { last?.apply(event) }
    isOver = last?.state.isTerminal == true
    return hasChanged
  }

  /// The agent could not be asked.
  mutating func fails(_ error: A2AError) {
    switch error.code {
    case .taskNotFound, .transport(.cancelled): isOver = true
    default: break
    }
  }

  private func changes(by event: AgentEvent) -> Bool {
    switch event {
    case .task(let task):
      guard let last else { return task.state.isTerminal }
      return artifacts(of: task) != artifacts(of: last) || artifactID == nil && task.status != last.status
    case .status(let update): return artifactID == nil && update.status != last?.status
    case .artifact(let update): return artifactID == nil || artifactID == update.artifact.id
    case .message: return false
    }
  }

  private func artifacts(of task: AgentTask) -> [Artifact] {
    artifactID.map { id in task.artifacts.filter { $0.id == id } } ?? task.artifacts
  }
}
