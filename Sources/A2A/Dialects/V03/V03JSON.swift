import JSON
import Telemetry

/// What A2A 0.3 and 0.2 write as JSON: objects named by `kind` (A2A 0.3 §6).
enum V03JSON {
  static func request(_ request: SendRequest) -> JSONObject {
    ["message": .object(message(request.message)), "configuration": .object(configuration(request))]
  }

  private static func configuration(_ request: SendRequest) -> JSONObject {
    // 0.2 requires the modes wherever there is a configuration; an empty list means any.
    var json: JSONObject = ["acceptedOutputModes": .strings(request.acceptedOutputModes)]
    json["historyLength"] = request.historyLength.map { JSONValue($0) }
    json["pushNotificationConfig"] = request.pushConfig.map { .object(pushConfig($0)) }
    json["blocking"] = .bool(!request.returnsImmediately)
    return json
  }

  static func message(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "kind": "message",
      "messageId": .string(message.messageID),
      "role": message.role == .user ? "user" : "agent",
      "parts": .array(message.parts.map { .object(part($0)) }),
    ]
    json["contextId"] = message.contextID.map { .string($0) }
    json["taskId"] = message.taskID.map { .string($0) }
    json["metadata"] = message.metadata.map { .object($0) }
    if !message.extensions.isEmpty { json["extensions"] = .strings(message.extensions) }
    if !message.referenceTaskIDs.isEmpty { json["referenceTaskIds"] = .strings(message.referenceTaskIDs) }
    return json
  }

  private static func part(_ part: Part) -> JSONObject {
    var json: JSONObject =
      switch part.content {
      case .text(let text): ["kind": "text", "text": .string(text)]
      case .raw(let bytes): ["kind": "file", "file": .object(file(part, "bytes", bytes))]
      case .url(let url): ["kind": "file", "file": .object(file(part, "uri", url))]
      case .data(let data): ["kind": "data", "data": .object(object(data))]
      }
    json["metadata"] = part.metadata.map { .object($0) }
    return json
  }

  /// A file, its content under the name that the wire has for it.
  static func file(_ part: Part, _ member: String, _ content: String) -> JSONObject {
    var json: JSONObject = [:]
    json[member] = .string(content)
    json["name"] = part.filename.map { .string($0) }
    json["mimeType"] = part.mediaType.map { .string($0) }
    return json
  }

  /// 0.3 allows only objects as data; the wrapper is the one that the official SDKs use for the rest.
  static func object(_ data: JSONValue) -> JSONObject { data.object ?? ["value": data] }

  /// Without the task, which stands beside it (A2A 0.3 §6.8).
  static func pushConfig(_ config: PushConfig) -> JSONObject {
    var json: JSONObject = [:]
    json["id"] = config.id.map { .string($0) }
    json["url"] = .string(config.url)
    json["token"] = config.token?.withRevealed { .string($0) }
    json["authentication"] = config.authentication.map { authentication in
      var json: JSONObject = ["schemes": [.string(authentication.scheme)]]
      json["credentials"] = authentication.credentials?.withRevealed { .string($0) }
      return .object(json)
    }
    return json
  }
}
