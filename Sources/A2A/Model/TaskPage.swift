/// Some of an agent's tasks (A2A 1.0 §3.1.4).
package struct TaskPage: Sendable, Hashable {
  package var tasks: [AgentTask]
  /// Where the next page begins; nil on the last.
  package var nextPageToken: String?
  /// How many there are on all pages, if the agent says so.
  package var totalSize: Int?

  package init(tasks: [AgentTask], nextPageToken: String? = nil, totalSize: Int? = nil) {
    self.tasks = tasks
    self.nextPageToken = nextPageToken
    self.totalSize = totalSize
  }
}
