package import JSON

/// A2A 0.3, whose JSON 0.2 shares: objects named by `kind`, methods with slashes (A2A 0.3 §6, §7).
package struct V03Dialect: Dialect {
  package init() {}

  package var version: String { "0.3" }

  package func method(of operation: Operation) -> String {
    switch operation {
    case .sendMessage: "message/send"
    case .sendStreamingMessage: "message/stream"
    case .getTask: "tasks/get"
    case .cancelTask: "tasks/cancel"
    case .subscribeToTask: "tasks/resubscribe"
    }
  }

  /// A tenant is unknown to 0.3, so it is not written.
  package func parameters(
    of request: SendRequest, returnImmediately: Bool, tenant: String?
  ) -> JSONObject {
    // 0.2 requires the modes wherever there is a configuration; an empty list means any.
    let configuration: JSONObject = [
      "acceptedOutputModes": .array(request.acceptedOutputModes.map { .string($0) }),
      "blocking": .bool(!returnImmediately),
    ]
    return ["message": .object(wire(request.message)), "configuration": .object(configuration)]
  }

  package func parameters(ofTask id: String, tenant: String?) -> JSONObject {
    ["id": .string(id)]
  }

  private func wire(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "kind": "message",
      "messageId": .string(message.messageID),
      "role": message.role == .user ? "user" : "agent",
      "parts": .array(message.parts.map { .object(wire($0)) }),
    ]
    json["contextId"] = message.contextID.map { .string($0) }
    json["taskId"] = message.taskID.map { .string($0) }
    json["metadata"] = message.metadata.map { .object($0) }
    return json
  }

  private func wire(_ part: Part) -> JSONObject {
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

  private func file(_ part: Part, _ member: String, _ content: String) -> JSONObject {
    var json: JSONObject = [:]
    json[member] = .string(content)
    json["name"] = part.filename.map { .string($0) }
    json["mimeType"] = part.mediaType.map { .string($0) }
    return json
  }

  /// 0.3 allows only objects as data; the wrapper is the one that the official SDKs use for the rest.
  private func object(_ data: JSONValue) -> JSONObject {
    data.object ?? ["value": data]
  }
}
