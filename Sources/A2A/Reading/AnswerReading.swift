import JSON
import Telemetry

extension Answer {
  /// Reads what an agent answered to `operation`, whatever version it was written in.
  init(wire json: JSONValue, to operation: Operation) throws(A2AError) {
    switch operation {
    case .send, .stream, .subscribe: self = .event(try AgentEvent(answer: json))
    case .getTask, .cancelTask: self = .event(try AgentEvent(answer: json))
    case .listTasks: self = .tasks(try TaskPage(answer: json))
    case .getExtendedCard: self = .card(json)
    case .createPushConfig(let config):
      self = .pushConfigs([PushConfig(wire: json, of: config.taskID) ?? config])
    case .getPushConfig(_, let taskID): self = .pushConfigs(try PushConfig.all(answer: json, of: taskID))
    case .listPushConfigs(let taskID): self = .pushConfigs(try PushConfig.all(answer: json, of: taskID))
    case .deletePushConfig: self = .nothing
    }
  }
}

extension AgentEvent {
  init(answer json: JSONValue) throws(A2AError) {
    guard let event = AgentEvent(wire: json) else {
      throw .unreadable(json, as: "neither a message nor a task")
    }
    self = event
  }
}

extension TaskPage {
  /// Reads a page; a bare list of tasks is all of them.
  init(answer json: JSONValue) throws(A2AError) {
    guard let tasks = json.first("tasks")?.array ?? json.array else {
      throw .unreadable(json, as: "no list of tasks")
    }
    self.init(
      tasks: tasks.compactMap { AgentTask(wire: $0) },
      nextPageToken: json.first("nextPageToken", "next_page_token")?.filledString,
      totalSize: json.first("totalSize", "total_size")?.int)
  }
}

extension PushConfig {
  /// Reads one configuration or a list of them: 1.0's page, 0.3's array.
  static func all(answer json: JSONValue, of taskID: String) throws(A2AError) -> [PushConfig] {
    if let list = json.first("configs")?.array ?? json.array {
      return list.compactMap { PushConfig(wire: $0, of: taskID) }
    }
    if let config = PushConfig(wire: json, of: taskID) { return [config] }
    if json.object != nil, json.first("url") == nil { return [] }  // Protobuf writes no empty list.
    throw .unreadable(json, as: "no push notification configuration")
  }

  /// 1.0 writes it flat, 0.3 beside the task's id.
  init?(wire json: JSONValue, of taskID: String) {
    let inner = json.first("pushNotificationConfig", "push_notification_config") ?? json
    guard let url = inner.first("url")?.filledString else { return nil }
    self.init(
      id: inner.first("id")?.identifier,
      taskID: json.first("taskId", "task_id")?.identifier ?? taskID, url: url,
      token: inner.first("token")?.filledString.map { Secret($0) },
      authentication: inner.first("authentication").flatMap { Authentication(wire: $0) })
  }
}

extension PushConfig.Authentication {
  fileprivate init?(wire json: JSONValue) {
    guard let scheme = json.first("scheme")?.filledString ?? json.first("schemes")?.array?.first?.filledString
    else { return nil }
    self.init(scheme: scheme, credentials: json.first("credentials")?.filledString.map { Secret($0) })
  }
}

extension A2AError {
  fileprivate static func unreadable(_ json: JSONValue, as what: String) -> A2AError {
    let excerpt = String(decoding: json.text.utf8.prefix(excerptBytes), as: UTF8.self)
    return A2AError(
      .invalidAgentResponse, "the agent's answer is \(what): \(excerpt)", mayHaveRun: true)
  }
}
