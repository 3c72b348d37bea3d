import A2AProtobuf
import FoundationEssentials
import SwiftProtobuf
import Telemetry

// What A2A 1.0 writes as protobuf (§4). An empty text is the same as none.

extension Proto10SendMessageRequest {
  init(_ request: SendRequest, tenant: String) throws(A2AError) {
    self.init()
    self.tenant = tenant
    message = try Proto10Message(request.message)
    configuration.acceptedOutputModes = request.acceptedOutputModes
    if let config = request.pushConfig {
      configuration.taskPushNotificationConfig = Proto10TaskPushNotificationConfig(config, tenant: tenant)
    }
    if let length = request.historyLength { configuration.historyLength = Int32(clamping: length) }
    configuration.returnImmediately = request.returnsImmediately
  }
}

extension Proto10Message {
  init(_ message: Message) throws(A2AError) {
    self.init()
    messageID = message.messageID
    role = message.role == .user ? .user : .agent
    for part in message.parts { parts.append(try Proto10Part(part)) }
    contextID = message.contextID ?? ""
    taskID = message.taskID ?? ""
    if let metadata = message.metadata { self.metadata = Google_Protobuf_Struct(metadata) }
    extensions = message.extensions
    referenceTaskIds = message.referenceTaskIDs
  }
}

extension Proto10Part {
  init(_ part: Part) throws(A2AError) {
    self.init()
    content =
      switch part.content {
      case .text(let text): .text(text)
      case .raw(let base64): .raw(try Data(file: base64))
      case .url(let url): .url(url)
      case .data(let data): .data(Google_Protobuf_Value(data))
      }
    filename = part.filename ?? ""
    mediaType = part.mediaType ?? ""
    if let metadata = part.metadata { self.metadata = Google_Protobuf_Struct(metadata) }
  }
}

extension Proto10ListTasksRequest {
  init(_ request: TaskListRequest, tenant: String) {
    self.init()
    self.tenant = tenant
    contextID = request.contextID ?? ""
    if let state = request.state { status = Proto10TaskState(state) }
    if let size = request.pageSize { pageSize = Int32(clamping: size) }
    pageToken = request.pageToken ?? ""
    if let length = request.historyLength { historyLength = Int32(clamping: length) }
    if request.includesArtifacts { includeArtifacts = true }
  }
}

extension Proto10TaskState {
  init(_ state: TaskState) {
    self =
      switch state {
      case .submitted: .submitted
      case .working: .working
      case .inputRequired: .inputRequired
      case .authRequired: .authRequired
      case .completed: .completed
      case .failed: .failed
      case .canceled: .canceled
      case .rejected: .rejected
      case .other: .unspecified
      }
  }
}

extension Proto10TaskPushNotificationConfig {
  init(_ config: PushConfig, tenant: String) {
    self.init()
    self.tenant = tenant
    id = config.id ?? ""
    taskID = config.taskID
    url = config.url
    token = config.token?.withRevealed { $0 } ?? ""
    guard let authentication = config.authentication else { return }
    self.authentication.scheme = authentication.scheme
    self.authentication.credentials = authentication.credentials?.withRevealed { $0 } ?? ""
  }
}
