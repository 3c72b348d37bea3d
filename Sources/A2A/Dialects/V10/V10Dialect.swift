package import JSON

/// A2A 1.0: ProtoJSON members, parts told apart by the member they have (§4.1.6, §9).
package struct V10Dialect: Dialect {
  package init() {}

  package var version: String { "1.0" }

  package func method(of operation: Operation) -> String {
    switch operation {
    case .sendMessage: "SendMessage"
    case .sendStreamingMessage: "SendStreamingMessage"
    case .getTask: "GetTask"
    case .cancelTask: "CancelTask"
    case .subscribeToTask: "SubscribeToTask"
    }
  }

  package func parameters(
    of request: SendRequest, returnImmediately: Bool, tenant: String?
  ) -> JSONObject {
    var configuration: JSONObject = [:]
    if !request.acceptedOutputModes.isEmpty {
      configuration["acceptedOutputModes"] = .array(request.acceptedOutputModes.map { .string($0) })
    }
    if returnImmediately { configuration["returnImmediately"] = true }
    var parameters = scope(tenant)
    parameters["message"] = .object(wire(request.message))
    if !configuration.isEmpty { parameters["configuration"] = .object(configuration) }
    return parameters
  }

  package func parameters(ofTask id: String, tenant: String?) -> JSONObject {
    var parameters = scope(tenant)
    parameters["id"] = .string(id)
    return parameters
  }

  private func scope(_ tenant: String?) -> JSONObject {
    tenant.map { ["tenant": .string($0)] } ?? [:]
  }

  private func wire(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "messageId": .string(message.messageID),
      "role": message.role == .user ? "ROLE_USER" : "ROLE_AGENT",
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
}
