import A2AProtobuf
import FoundationEssentials
import JSON
import SwiftProtobuf
import Telemetry

// What agents say in the protobuf of A2A 0.3.

extension AgentEvent {
  /// - Returns: nil for a response that holds nothing known.
  init?(_ response: Proto03SendMessageResponse) {
    switch response.payload {
    case .task(let task): self = .task(AgentTask(task))
    case .msg(let message): self = .message(Message(message))
    case nil: return nil
    }
  }

  /// - Returns: nil for an event that holds nothing known.
  init?(_ response: Proto03StreamResponse) {
    switch response.payload {
    case .task(let task): self = .task(AgentTask(task))
    case .msg(let message): self = .message(Message(message))
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
  init(_ task: Proto03Task) {
    self.init(
      id: task.id.identifier ?? "", contextID: task.contextID.identifier, status: TaskStatus(task.status),
      artifacts: task.artifacts.enumerated().map { Artifact($1, position: $0) },
      history: task.history.map { Message($0) })
  }
}

extension TaskStatus {
  fileprivate init(_ status: Proto03TaskStatus) {
    self.init(
      TaskState(number: status.state.rawValue), message: status.hasUpdate ? Message(status.update) : nil)
  }
}

extension Message {
  init(_ message: Proto03Message) {
    self.init(
      messageID: message.messageID.identifier ?? "", role: message.role == .user ? .user : .agent,
      parts: message.content.compactMap { Part($0) }, contextID: message.contextID.identifier,
      taskID: message.taskID.identifier,
      metadata: message.hasMetadata ? JSONObject(message.metadata) : nil)
  }
}

extension Artifact {
  /// An artifact without an id is told from the others by `position`.
  fileprivate init(_ artifact: Proto03Artifact, position: Int) {
    self.init(
      id: artifact.artifactID.identifier ?? "#\(position)", name: artifact.name.filled,
      description: artifact.description_p.filled, parts: artifact.parts.compactMap { Part($0) })
  }
}

extension Part {
  /// - Returns: nil for a part without content.
  init?(_ part: Proto03Part) {
    let metadata = part.hasMetadata ? JSONObject(part.metadata) : nil
    switch part.part {
    case .text(let text): self.init(.text(text), metadata: metadata)
    case .data(let data): self.init(.data(.object(JSONObject(data.data))), metadata: metadata)
    case .file(let file):
      guard let content = Content(file) else { return nil }
      self.init(content, filename: file.name.filled, mediaType: file.mimeType.filled, metadata: metadata)
    case nil: return nil
    }
  }
}

extension Part.Content {
  fileprivate init?(_ file: Proto03FilePart) {
    switch file.file {
    case .fileWithUri(let url): self = .url(url)
    case .fileWithBytes(let bytes):
      self = .raw(bytes.base64(of: file.mimeType) ?? bytes.base64EncodedString())
    case nil: return nil
    }
  }
}

extension PushConfig {
  init(_ config: Proto03TaskPushNotificationConfig, of taskID: String) {
    let (name, inner) = (V03Name(config.name), config.pushNotificationConfig)
    self.init(
      id: inner.id.identifier ?? name?.configID?.identifier, taskID: name?.taskID.identifier ?? taskID,
      url: inner.url, token: inner.token.filled.map { Secret($0) },
      authentication: inner.hasAuthentication ? Authentication(inner.authentication) : nil)
  }
}

extension PushConfig.Authentication {
  fileprivate init?(_ authentication: Proto03AuthenticationInfo) {
    guard let scheme = authentication.schemes.first else { return nil }
    self.init(scheme: scheme, credentials: authentication.credentials.filled.map { Secret($0) })
  }
}
