import DemoAgent
import HTTPServer
import JSON
import Testing

/// A version of A2A as a test client speaks it, spelled out by hand.
enum Dialect: String, CaseIterable, CustomTestStringConvertible {
  case v10 = "1.0"
  case v03 = "0.3"

  struct Names {
    let send, stream, get, cancel, subscribe: String
  }

  var testDescription: String { rawValue }

  var version: DemoAgent.Version { self == .v10 ? .v10 : .v03 }

  var names: Names {
    switch self {
    case .v10:
      Names(
        send: "SendMessage", stream: "SendStreamingMessage", get: "GetTask", cancel: "CancelTask",
        subscribe: "SubscribeToTask")
    case .v03:
      Names(
        send: "message/send", stream: "message/stream", get: "tasks/get", cancel: "tasks/cancel",
        subscribe: "tasks/resubscribe")
    }
  }

  func text(_ text: String) -> JSONValue {
    switch self {
    case .v10: ["text": .string(text)]
    case .v03: ["kind": "text", "text": .string(text)]
    }
  }

  func data(_ data: JSONValue) -> JSONValue {
    switch self {
    case .v10: ["data": data]
    case .v03: ["kind": "data", "data": data]
    }
  }

  /// A user's message of `parts` with further members.
  func message(_ parts: [JSONValue], _ more: JSONObject = [:]) -> JSONValue {
    var message: JSONObject = ["messageId": "m-1", "role": self == .v10 ? "ROLE_USER" : "user"]
    if self == .v03 { message["kind"] = "message" }
    message["parts"] = .array(parts)
    for member in more { message[member.name] = member.value }
    return .object(message)
  }

  /// The parameters of sending `text`.
  func sending(_ text: String, _ more: JSONObject = [:], configuration: JSONObject? = nil) -> JSONObject {
    var params: JSONObject = ["message": message([self.text(text)], more)]
    params["configuration"] = configuration.map(JSONValue.object)
    return params
  }

  /// The configuration that asks for an immediate answer.
  var withoutWaiting: JSONObject {
    switch self {
    case .v10: ["returnImmediately": true]
    case .v03: ["blocking": false]
    }
  }

  /// The task in the result of sending, or in the first event of a stream.
  func sentTask(_ result: JSONValue) -> JSONValue? {
    switch self {
    case .v10: result["task"]
    case .v03: result.of(kind: "task")
    }
  }

  func sentMessage(_ result: JSONValue) -> JSONValue? {
    switch self {
    case .v10: result["message"]
    case .v03: result.of(kind: "message")
    }
  }

  func statusUpdate(_ event: JSONValue) -> JSONValue? {
    switch self {
    case .v10: event["statusUpdate"]
    case .v03: event.of(kind: "status-update")
    }
  }

  func artifactUpdate(_ event: JSONValue) -> JSONValue? {
    switch self {
    case .v10: event["artifactUpdate"]
    case .v03: event.of(kind: "artifact-update")
    }
  }

  /// The state of a task or an update, in the words of 0.3.
  func state(_ holder: JSONValue?) -> String? {
    guard let state = holder?["status"]?["state"]?.string else { return nil }
    guard self == .v10 else { return state }
    guard state.hasPrefix("TASK_STATE_") else { return nil }
    return String(state.dropFirst(11).lowercased().map { $0 == "_" ? "-" : $0 })
  }

  func statusText(_ holder: JSONValue?) -> String? {
    holder?["status"]?["message"]?["parts"]?.array?.first?["text"]?.string
  }
}

extension JSONValue {
  // Not `? self : nil`, whose nil would be JSON's null.
  fileprivate func of(kind: JSONValue) -> JSONValue? {
    guard self["kind"] == kind else { return nil }
    return self
  }
}
