/// Which tasks are asked for (A2A 1.0 §3.1.4).
package struct TaskListRequest: Sendable, Hashable {
  /// Only those of one conversation.
  package var contextID: String?
  /// Only those in one state.
  package var state: TaskState?
  /// How many a page shall hold, 1…100; nil leaves it to the agent.
  package var pageSize: Int?
  /// Where the page begins, as the page before it said; nil for the first.
  package var pageToken: String?
  /// How many messages of each history; nil leaves it to the agent.
  package var historyLength: Int?
  package var includesArtifacts = false

  package init(contextID: String? = nil, state: TaskState? = nil, pageSize: Int? = nil) {
    self.contextID = contextID
    self.state = state
    self.pageSize = pageSize
  }
}
