import DemoAgent
import HTTPServer
import JSON
import Testing

/// A version of A2A in one binding, as a test client speaks it, spelled out by hand.
enum Dialect: String, CaseIterable, CustomTestStringConvertible {
  case v10 = "1.0"
  case v03 = "0.3"
  case v10REST = "1.0 REST"
  case v03REST = "0.3 REST"
  case v10GRPC = "1.0 gRPC"
  case v03GRPC = "0.3 gRPC"

  /// The dialects of JSON-RPC.
  static let rpc: [Dialect] = [.v10, .v03]

  /// Whose words a dialect uses.
  enum Words {
    case v10, v03, v03Proto
  }

  struct Names {
    let send, stream, get, cancel, subscribe: String
  }

  var testDescription: String { rawValue }

  var version: DemoAgent.Version {
    switch self {
    case .v10, .v10REST, .v10GRPC: .v10
    case .v03, .v03REST, .v03GRPC: .v03
    }
  }

  var binding: DemoAgent.Binding {
    switch self {
    case .v10, .v03: .jsonRPC
    case .v10REST, .v03REST: .rest
    case .v10GRPC, .v03GRPC: .gRPC
    }
  }

  var words: Words {
    switch self {
    case .v10, .v10REST, .v10GRPC: .v10
    case .v03: .v03
    case .v03REST, .v03GRPC: .v03Proto
    }
  }

  /// Methods of JSON-RPC, or of HTTP with paths, or procedures of gRPC.
  var names: Names {
    switch self {
    case .v10, .v10GRPC:
      Names(
        send: "SendMessage", stream: "SendStreamingMessage", get: "GetTask", cancel: "CancelTask",
        subscribe: "SubscribeToTask")
    case .v03:
      Names(
        send: "message/send", stream: "message/stream", get: "tasks/get", cancel: "tasks/cancel",
        subscribe: "tasks/resubscribe")
    case .v10REST:
      Names(
        send: "POST /message:send", stream: "POST /message:stream", get: "GET /tasks/{id}",
        cancel: "POST /tasks/{id}:cancel", subscribe: "POST /tasks/{id}:subscribe")
    case .v03REST:
      Names(
        send: "POST /v1/message:send", stream: "POST /v1/message:stream", get: "GET /v1/{name}",
        cancel: "POST /v1/{name}:cancel", subscribe: "GET /v1/{name}:subscribe")
    case .v03GRPC:
      Names(
        send: "SendMessage", stream: "SendStreamingMessage", get: "GetTask", cancel: "CancelTask",
        subscribe: "TaskSubscription")
    }
  }

  func text(_ text: String) -> JSONValue {
    switch words {
    case .v10, .v03Proto: ["text": .string(text)]
    case .v03: ["kind": "text", "text": .string(text)]
    }
  }

  func data(_ data: JSONValue) -> JSONValue {
    switch words {
    case .v10: ["data": data]
    case .v03: ["kind": "data", "data": data]
    case .v03Proto: ["data": ["data": data]]
    }
  }

  /// The value in a data part.
  func data(of part: JSONValue?) -> JSONValue? {
    words == .v03Proto ? part?["data"]?["data"] : part?["data"]
  }

  /// A user's message of `parts` with further members.
  func message(_ parts: [JSONValue], _ more: JSONObject = [:]) -> JSONValue {
    var message: JSONObject = ["messageId": "m-1", "role": words == .v03 ? "user" : "ROLE_USER"]
    if words == .v03 { message["kind"] = "message" }
    message[partsName] = .array(parts)
    for member in more { message[member.name] = member.value }
    return .object(message)
  }

  /// What the list of a message's parts is called.
  var partsName: String { words == .v03Proto ? "content" : "parts" }

  /// The parameters of sending `message`, waiting for the end unless `configuration` says otherwise.
  func sending(message: JSONValue, configuration: JSONObject? = nil) -> JSONObject {
    var configuration = configuration
    if words == .v03Proto, configuration?["blocking"] == nil {
      configuration = configuration ?? [:]
      configuration?["blocking"] = true
    }
    var params: JSONObject = ["message": message]
    params["configuration"] = configuration.map(JSONValue.object)
    return params
  }

  /// The parameters of sending `text`.
  func sending(_ text: String, _ more: JSONObject = [:], configuration: JSONObject? = nil) -> JSONObject {
    sending(message: message([self.text(text)], more), configuration: configuration)
  }

  /// The configuration that asks for an immediate answer.
  var withoutWaiting: JSONObject {
    switch words {
    case .v10: ["returnImmediately": true]
    case .v03, .v03Proto: ["blocking": false]
    }
  }

  /// The parameters of what is about one task.
  func query(_ id: JSONValue?) -> JSONObject {
    switch words {
    case .v10, .v03: ["id": id ?? .null]
    case .v03Proto: ["name": .string("tasks/\(id?.string ?? "")")]
    }
  }

  /// The task in the result of sending, or in the first event of a stream.
  func sentTask(_ result: JSONValue) -> JSONValue? { result.of("task", kind: "task", in: words) }

  func sentMessage(_ result: JSONValue) -> JSONValue? { result.of("message", kind: "message", in: words) }

  func statusUpdate(_ event: JSONValue) -> JSONValue? {
    event.of("statusUpdate", kind: "status-update", in: words)
  }

  func artifactUpdate(_ event: JSONValue) -> JSONValue? {
    event.of("artifactUpdate", kind: "artifact-update", in: words)
  }

  /// The state of a task or an update, in the words of 0.3.
  func state(_ holder: JSONValue?) -> String? {
    guard let state = holder?["status"]?["state"]?.string else { return nil }
    guard words != .v03 else { return state }
    guard state.hasPrefix("TASK_STATE_") else { return nil }
    let word = String(state.dropFirst(11).lowercased().map { $0 == "_" ? "-" : $0 })
    guard word.hasPrefix("cancel") else { return word }
    return word == (words == .v10 ? "canceled" : "cancelled") ? "canceled" : nil
  }

  func statusText(_ holder: JSONValue?) -> String? {
    holder?["status"]?["message"]?[partsName]?.array?.first?["text"]?.string
  }
}

extension JSONValue {
  // Not `? self : nil`, whose nil would be JSON's null.
  fileprivate func of(_ name: String, kind: JSONValue, in words: Dialect.Words) -> JSONValue? {
    guard words == .v03 else { return self[name] }
    guard self["kind"] == kind else { return nil }
    return self
  }
}
