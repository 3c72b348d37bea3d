/// How the protobuf of 0.3 names a task, `tasks/ID`, or one of its push notification configurations,
/// `tasks/ID/pushNotificationConfigs/ID`.
struct V03Name: Equatable {
  var taskID: String
  /// nil for the task itself.
  var configID: String?

  init(taskID: String, configID: String? = nil) {
    self.taskID = taskID
    self.configID = configID
  }

  /// - Returns: nil for what names neither.
  init?(_ text: String) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch words.count {
    case 2 where words[0] == "tasks": self.init(taskID: words[1])
    case 4 where words[0] == "tasks" && words[2] == "pushNotificationConfigs":
      self.init(taskID: words[1], configID: words[3])
    default: return nil
    }
  }

  var text: String { "tasks/\(taskID)" + (configID.map { "/pushNotificationConfigs/\($0)" } ?? "") }
}
