import JSON

/// What the practical guide in circulation writes: messages without ids, parts as in 1.0, roles in lower case.
enum GuideJSON {
  static func request(_ request: SendRequest) -> JSONObject {
    var json: JSONObject = ["message": .object(message(request.message))]
    if request.returnsImmediately { json["configuration"] = ["returnImmediately": true] }
    return json
  }

  private static func message(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "role": message.role == .user ? "user" : "agent",
      "parts": .array(message.parts.map { .object(V10JSON.part($0)) }),
    ]
    json["taskId"] = message.taskID.map { .string($0) }
    json["contextId"] = message.contextID.map { .string($0) }
    return json
  }
}
