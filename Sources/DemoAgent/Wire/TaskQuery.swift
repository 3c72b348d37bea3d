/// The parameters of getting, canceling and following a task.
struct TaskQuery: Sendable, Equatable {
  var id: String
  var historyLength: Int?
}
