import JSON
import Telemetry

/// What A2A 1.0 writes as ProtoJSON (§4), the same on both wires that carry JSON.
enum V10JSON {
  /// A message with its wishes (§3.2.1), without the tenant.
  static func request(_ request: SendRequest) -> JSONObject {
    var json: JSONObject = ["message": .object(message(request.message))]
    let configuration = configuration(request)
    if !configuration.isEmpty { json["configuration"] = .object(configuration) }
    return json
  }

  private static func configuration(_ request: SendRequest) -> JSONObject {
    var json: JSONObject = [:]
    if !request.acceptedOutputModes.isEmpty {
      json["acceptedOutputModes"] = .strings(request.acceptedOutputModes)
    }
    json["taskPushNotificationConfig"] = request.pushConfig.map { .object(pushConfig($0)) }
    json["historyLength"] = request.historyLength.map { JSONValue($0) }
    if request.returnsImmediately { json["returnImmediately"] = true }
    return json
  }

  static func message(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "messageId": .string(message.messageID),
      "role": message.role == .user ? "ROLE_USER" : "ROLE_AGENT",
      "parts": .array(message.parts.map { .object(part($0)) }),
    ]
    json["contextId"] = message.contextID.map { .string($0) }
    json["taskId"] = message.taskID.map { .string($0) }
    json["metadata"] = message.metadata.map { .object($0) }
    if !message.extensions.isEmpty { json["extensions"] = .strings(message.extensions) }
    if !message.referenceTaskIDs.isEmpty { json["referenceTaskIds"] = .strings(message.referenceTaskIDs) }
    return json
  }

  /// Parts are told apart by the member they have (§4.1.6).
  static func part(_ part: Part) -> JSONObject {
    var json: JSONObject =
      switch part.content {
      case .text(let text): ["text": .string(text)]
      case .raw(let bytes): ["raw": .string(bytes)]
      case .url(let url): ["url": .string(url)]
      case .data(let data): ["data": data]
      }
    json["filename"] = part.filename.map { .string($0) }
    json["mediaType"] = part.mediaType.map { .string($0) }
    json["metadata"] = part.metadata.map { .object($0) }
    return json
  }

  /// §4.3.1; in a message that starts a task it names none.
  static func pushConfig(_ config: PushConfig) -> JSONObject {
    var json: JSONObject = [:]
    json["id"] = config.id.map { .string($0) }
    if !config.taskID.isEmpty { json["taskId"] = .string(config.taskID) }
    json["url"] = .string(config.url)
    json["token"] = config.token?.withRevealed { .string($0) }
    json["authentication"] = config.authentication.map { authentication in
      var json: JSONObject = ["scheme": .string(authentication.scheme)]
      json["credentials"] = authentication.credentials?.withRevealed { .string($0) }
      return .object(json)
    }
    return json
  }

  /// What all versions write to ask for a task.
  static func taskQuery(_ id: String, _ historyLength: Int?) -> JSONObject {
    var json: JSONObject = ["id": .string(id)]
    json["historyLength"] = historyLength.map { JSONValue($0) }
    return json
  }

  /// A state as protobuf names it (§4.1.3).
  static func name(of state: TaskState) -> String {
    switch state {
    case .submitted: "TASK_STATE_SUBMITTED"
    case .working: "TASK_STATE_WORKING"
    case .inputRequired: "TASK_STATE_INPUT_REQUIRED"
    case .authRequired: "TASK_STATE_AUTH_REQUIRED"
    case .completed: "TASK_STATE_COMPLETED"
    case .failed: "TASK_STATE_FAILED"
    case .canceled: "TASK_STATE_CANCELED"
    case .rejected: "TASK_STATE_REJECTED"
    case .other: "TASK_STATE_UNSPECIFIED"
    }
  }
}

extension JSONValue {
  static func strings(_ strings: [String]) -> JSONValue { .array(strings.map { .string($0) }) }
}
