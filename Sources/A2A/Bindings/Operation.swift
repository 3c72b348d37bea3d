/// What a client asks of an agent (A2A 1.0 §3.1), in no version's words.
package enum Operation: Sendable, Hashable {
  case send(SendRequest)
  /// Sends a message and hears of the work as it goes on.
  case stream(SendRequest)
  /// Hears of a task that is already at work.
  case subscribe(taskID: String)
  case getTask(id: String, historyLength: Int? = nil)
  case listTasks(TaskListRequest)
  case cancelTask(id: String)
  case getExtendedCard
  case createPushConfig(PushConfig)
  case getPushConfig(id: String, taskID: String)
  case listPushConfigs(taskID: String)
  case deletePushConfig(id: String, taskID: String)

  /// The operation as messages name it.
  package var name: String {
    switch self {
    case .send: "SendMessage"
    case .stream: "SendStreamingMessage"
    case .subscribe: "SubscribeToTask"
    case .getTask: "GetTask"
    case .listTasks: "ListTasks"
    case .cancelTask: "CancelTask"
    case .getExtendedCard: "GetExtendedAgentCard"
    case .createPushConfig: "CreateTaskPushNotificationConfig"
    case .getPushConfig: "GetTaskPushNotificationConfig"
    case .listPushConfigs: "ListTaskPushNotificationConfigs"
    case .deletePushConfig: "DeleteTaskPushNotificationConfig"
    }
  }

  /// True for a message, which agents may take any time to answer.
  var sendsMessage: Bool {
    switch self {
    case .send, .stream: true
    case .subscribe, .getTask, .listTasks, .cancelTask, .getExtendedCard, .createPushConfig, .getPushConfig,
      .listPushConfigs, .deletePushConfig:
      false
    }
  }
}
