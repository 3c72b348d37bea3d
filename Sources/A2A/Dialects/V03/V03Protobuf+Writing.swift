import A2AProtobuf
import FoundationEssentials
import SwiftProtobuf
import Telemetry

// What A2A 0.3 writes as protobuf. It has no word for tasks that a message refers to.

extension Proto03SendMessageRequest {
  init(_ request: SendRequest) throws(A2AError) {
    self.init()
    self.request = try Proto03Message(request.message)
    configuration.acceptedOutputModes = request.acceptedOutputModes
    if let config = request.pushConfig {
      configuration.pushNotification = Proto03PushNotificationConfig(config)
    }
    configuration.historyLength = Int32(clamping: request.historyLength ?? 0)
    configuration.blocking = !request.returnsImmediately
  }
}

extension Proto03Message {
  init(_ message: Message) throws(A2AError) {
    self.init()
    messageID = message.messageID
    role = message.role == .user ? .user : .agent
    for part in message.parts { content.append(try Proto03Part(part)) }
    contextID = message.contextID ?? ""
    taskID = message.taskID ?? ""
    if let metadata = message.metadata { self.metadata = Google_Protobuf_Struct(metadata) }
    extensions = message.extensions
  }
}

extension Proto03Part {
  init(_ part: Part) throws(A2AError) {
    self.init()
    switch part.content {
    case .text(let text): self.text = text
    case .raw(let base64):
      // Servers in Python and Go, the most there are, take bytes for the text of base64.
      file.fileWithBytes = Data(try Data(file: base64).base64EncodedString().utf8)
    case .url(let url): file.fileWithUri = url
    case .data(let data): self.data.data = Google_Protobuf_Struct(V03JSON.object(data))
    }
    if case .file = self.part {
      file.name = part.filename ?? ""
      file.mimeType = part.mediaType ?? ""
    }
    if let metadata = part.metadata { self.metadata = Google_Protobuf_Struct(metadata) }
  }
}

extension Proto03PushNotificationConfig {
  init(_ config: PushConfig) {
    self.init()
    id = config.id ?? ""
    url = config.url
    token = config.token?.withRevealed { $0 } ?? ""
    guard let authentication = config.authentication else { return }
    self.authentication.schemes = [authentication.scheme]
    self.authentication.credentials = authentication.credentials?.withRevealed { $0 } ?? ""
  }
}

extension Proto03CreateTaskPushNotificationConfigRequest {
  init(_ config: PushConfig) {
    self.init()
    parent = V03Name(taskID: config.taskID).text
    configID = config.id ?? ""
    self.config.name = V03Name(taskID: config.taskID, configID: config.id ?? "").text
    self.config.pushNotificationConfig = Proto03PushNotificationConfig(config)
  }
}
