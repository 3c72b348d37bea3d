/// Which tasks a client wants to see, how many at a time, and how much of each (A2A 1.0 §3.1.4).
struct TaskFilter: Sendable, Equatable {
  /// The most tasks that a client may have on a page.
  static let largestPage = 100
  /// What a page has at most when the client does not say.
  static let usualPage = 50

  var contextID: String?
  var state: TaskState?
  /// Only tasks whose status is as new as this.
  var updatedSince: Timestamp?
  var pageSize: Int?
  /// The end of the page before; nil for the first page.
  var cursor: TaskCursor?
  var historyLength: Int?
  var includesArtifacts = false

  func includes(_ task: AgentTask) -> Bool {
    if let contextID, task.contextID != contextID { return false }
    if let state, task.status.state != state { return false }
    if let updatedSince, task.status.timestamp < updatedSince { return false }
    return true
  }
}
