/// Some of the tasks that a client asked for (A2A 1.0 §3.1.4).
struct TaskPage: Sendable, Equatable {
  var tasks: [AgentTask]
  /// Where the next page starts; nil on the last.
  var next: TaskCursor?
  /// How many tasks a page has at most.
  var pageSize: Int
  /// How many tasks there are on all pages.
  var totalSize: Int
}

extension TaskPage {
  /// The page of `tasks` that `filter` describes, with at most `limit` tasks.
  init(of tasks: [AgentTask], _ filter: TaskFilter, limit: Int) {
    let places = tasks.filter(filter.includes).map { (task: $0, cursor: TaskCursor($0)) }
      .sorted { $0.cursor.precedes($1.cursor) }
    let rest = places.drop { place in
      guard let cursor = filter.cursor else { return false }
      return !cursor.precedes(place.cursor)
    }
    pageSize = min(filter.pageSize ?? TaskFilter.usualPage, limit)
    let page = rest.prefix(pageSize)
    self.tasks = page.map { place in
      var task = place.task.showingHistory(filter.historyLength)
      if !filter.includesArtifacts { task.artifacts = [] }
      return task
    }
    next = page.endIndex < rest.endIndex ? page.last?.cursor : nil
    totalSize = places.count
  }
}
