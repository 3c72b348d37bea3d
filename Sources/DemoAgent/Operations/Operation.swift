/// What a client asks of the agent (A2A 1.0 §3.1), in no version's words and no binding's frame.
enum Operation: Sendable, Equatable {
  case send(SendRequest)
  case stream(SendRequest)
  case getTask(id: String, historyLength: Int?)
  case listTasks(TaskFilter)
  case cancelTask(id: String)
  case subscribe(taskID: String)
  case getExtendedCard
  case createPushConfig(PushConfig, taskID: String)
  /// Without an id, the one that the task got first.
  case getPushConfig(id: String?, taskID: String)
  case listPushConfigs(taskID: String)
  case deletePushConfig(id: String, taskID: String)
}

extension Operation {
  /// An operation without what it is about: as the method, the path or the remote procedure says it.
  enum Name: Sendable, CaseIterable {
    case send, stream, getTask, listTasks, cancelTask, subscribe, getExtendedCard
    case createPushConfig, getPushConfig, listPushConfigs, deletePushConfig
  }
}
