internal import Synchronization

/// The tasks the agent remembers.
final class TaskStore: Sendable {
  private struct State {
    var tasks: [String: LiveTask] = [:]
    // Ids from the oldest task to the newest.
    var order: [String] = []
  }

  private let limits: TaskLimits
  private let state = Mutex(State())

  init(limits: TaskLimits) {
    self.limits = limits
  }

  /// The tasks, the oldest first.
  var all: [LiveTask] { state.withLock { state in state.order.compactMap { state.tasks[$0] } } }

  func task(_ id: String) throws(AgentError) -> LiveTask {
    guard let task = state.withLock({ $0.tasks[id] }) else { throw .taskNotFound(id) }
    return task
  }

  /// Remembers a new task, forgetting old ones if need be.
  func add(_ task: LiveTask) throws(AgentError) {
    try state.withLock { state throws(AgentError) in
      try makeRoom(in: &state)
      state.tasks[task.id] = task
      state.order.append(task.id)
    }
  }

  // Tasks never lock the store, so locking them one by one under its lock cannot deadlock.
  private func makeRoom(in state: inout State) throws(AgentError) {
    let tasks = state.order.compactMap { state.tasks[$0] }
    let idle = tasks.filter { !$0.isRunning }
    guard tasks.count - idle.count < limits.running else { throw .tooManyTasks(limits.running) }
    var bytes = tasks.reduce(0) { $0 + $1.bytes }
    var forgotten: Set<String> = []
    for task in idle where tasks.count - forgotten.count >= limits.stored || bytes > limits.storedBytes {
      bytes -= task.bytes
      forgotten.insert(task.id)
      state.tasks[task.id] = nil
    }
    if !forgotten.isEmpty { state.order.removeAll { forgotten.contains($0) } }
    // Only running tasks are left, and they fill the memory by themselves.
    guard bytes <= limits.storedBytes, state.order.count < limits.stored else {
      throw .tooManyTasks(state.order.count)
    }
  }
}
