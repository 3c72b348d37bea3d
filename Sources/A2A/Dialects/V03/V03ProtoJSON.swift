import FoundationEssentials
import JSON

/// What A2A 0.3 writes over REST: the JSON of its protobuf, in which a message has `content` and no `kind`.
enum V03ProtoJSON {
  static func request(_ request: SendRequest) -> JSONObject {
    var configuration: JSONObject = ["acceptedOutputModes": .strings(request.acceptedOutputModes)]
    configuration["pushNotification"] = request.pushConfig.map { .object(V03JSON.pushConfig($0)) }
    configuration["historyLength"] = request.historyLength.map { JSONValue($0) }
    configuration["blocking"] = .bool(!request.returnsImmediately)
    return ["message": .object(message(request.message)), "configuration": .object(configuration)]
  }

  /// Its protobuf wraps data once more, and Python's and Go's servers put files through base64 twice.
  static func meaning(of part: Part) -> Part {
    var part = part
    switch part.content {
    case .data(.object(let object)) where object.count == 1:
      if let inner = object["data"], inner.object != nil { part.content = .data(inner) }
    case .raw(let text):
      if let once = Data(base64Encoded: text), let inner = once.base64(of: part.mediaType) {
        part.content = .raw(inner)
      }
    case .text, .url, .data: break
    }
    return part
  }

  private static func message(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "messageId": .string(message.messageID),
      "role": message.role == .user ? "ROLE_USER" : "ROLE_AGENT",
      "content": .array(message.parts.map { .object(part($0)) }),
    ]
    json["contextId"] = message.contextID.map { .string($0) }
    json["taskId"] = message.taskID.map { .string($0) }
    json["metadata"] = message.metadata.map { .object($0) }
    if !message.extensions.isEmpty { json["extensions"] = .strings(message.extensions) }
    return json
  }

  private static func part(_ part: Part) -> JSONObject {
    var json: JSONObject =
      switch part.content {
      case .text(let text): ["text": .string(text)]
      case .raw(let bytes): ["file": .object(V03JSON.file(part, "fileWithBytes", bytes))]
      case .url(let url): ["file": .object(V03JSON.file(part, "fileWithUri", url))]
      case .data(let data): ["data": ["data": .object(V03JSON.object(data))]]
      }
    json["metadata"] = part.metadata.map { .object($0) }
    return json
  }
}
