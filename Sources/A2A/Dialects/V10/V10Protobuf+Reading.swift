import A2AProtobuf
import FoundationEssentials
import JSON
import SwiftProtobuf
import Telemetry

// What agents say in the protobuf of A2A 1.0 (§4).

extension AgentEvent {
  /// - Returns: nil for a response that holds nothing known.
  init?(_ response: Proto10SendMessageResponse) {
    switch response.payload {
    case .task(let task): self = .task(AgentTask(task))
    case .message(let message): self = .message(Message(message))
    case nil: return nil
    }
  }

  /// - Returns: nil for an event that holds nothing known.
  init?(_ response: Proto10StreamResponse) {
    switch response.payload {
    case .task(let task): self = .task(AgentTask(task))
    case .message(let message): self = .message(Message(message))
    case .statusUpdate(let update):
      self = .status(
        TaskStatusUpdate(
          taskID: update.taskID.identifier ?? "", contextID: update.contextID.identifier,
          status: TaskStatus(update.status)))
    case .artifactUpdate(let update):
      self = .artifact(
        TaskArtifactUpdate(
          taskID: update.taskID.identifier ?? "", contextID: update.contextID.identifier,
          artifact: Artifact(update.artifact, position: 0), append: update.append))
    case nil: return nil
    }
  }
}

extension AgentTask {
  init(_ task: Proto10Task) {
    self.init(
      id: task.id.identifier ?? "", contextID: task.contextID.identifier, status: TaskStatus(task.status),
      artifacts: task.artifacts.enumerated().map { Artifact($1, position: $0) },
      history: task.history.map { Message($0) })
  }
}

extension TaskStatus {
  fileprivate init(_ status: Proto10TaskStatus) {
    self.init(
      TaskState(number: status.state.rawValue), message: status.hasMessage ? Message(status.message) : nil)
  }
}

extension Message {
  init(_ message: Proto10Message) {
    self.init(
      messageID: message.messageID.identifier ?? "", role: message.role == .user ? .user : .agent,
      parts: message.parts.compactMap { Part($0) }, contextID: message.contextID.identifier,
      taskID: message.taskID.identifier,
      metadata: message.hasMetadata ? JSONObject(message.metadata) : nil)
  }
}

extension Artifact {
  /// An artifact without an id is told from the others by `position`.
  fileprivate init(_ artifact: Proto10Artifact, position: Int) {
    self.init(
      id: artifact.artifactID.identifier ?? "#\(position)", name: artifact.name.filled,
      description: artifact.description_p.filled, parts: artifact.parts.compactMap { Part($0) })
  }
}

extension Part {
  /// - Returns: nil for a part without content.
  init?(_ part: Proto10Part) {
    let content: Content
    switch part.content {
    case .text(let text): content = .text(text)
    case .raw(let bytes): content = .raw(bytes.base64EncodedString())
    case .url(let url): content = .url(url)
    case .data(let value): content = .data(JSONValue(value))
    case nil: return nil
    }
    self.init(
      content, filename: part.filename.filled, mediaType: part.mediaType.filled,
      metadata: part.hasMetadata ? JSONObject(part.metadata) : nil)
  }
}

extension TaskPage {
  init(_ page: Proto10ListTasksResponse) {
    self.init(
      tasks: page.tasks.map { AgentTask($0) }, nextPageToken: page.nextPageToken.filled,
      totalSize: Int(page.totalSize))
  }
}

extension PushConfig {
  init(_ config: Proto10TaskPushNotificationConfig, of taskID: String) {
    self.init(
      id: config.id.identifier, taskID: config.taskID.identifier ?? taskID, url: config.url,
      token: config.token.filled.map { Secret($0) },
      authentication: config.hasAuthentication ? Authentication(config.authentication) : nil)
  }
}

extension PushConfig.Authentication {
  fileprivate init(_ authentication: Proto10AuthenticationInfo) {
    self.init(
      scheme: authentication.scheme, credentials: authentication.credentials.filled.map { Secret($0) })
  }
}
