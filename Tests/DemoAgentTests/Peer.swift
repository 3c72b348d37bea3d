import DemoAgent
import HTTPServer
import JSON
import Synchronization
import Testing

/// A client that talks to the agent in this process, without a socket.
struct Peer: Sendable {
  let dialect: Dialect
  let respond: HTTPServer.Responder
  /// Fields that requests have beside those that they need.
  var extraFields: ServerFields = [:]

  /// Runs an agent, with a client of its version, as long as `body` runs.
  static func with<Result>(
    _ dialect: Dialect, bindings: [DemoAgent.Binding] = DemoAgent.Binding.allCases, pace: Pace = .immediate,
    token: String? = nil, skillCount: Int? = nil,
    features: Features = Features(), limits: TaskLimits = TaskLimits(), pushLimits: PushLimits = PushLimits(),
    _ body: (Peer) async throws -> Result
  ) async throws -> Result {
    let agent = DemoAgent(
      version: dialect.version, bindings: bindings, pace: pace, requiredToken: token, skillCount: skillCount,
      features: features, limits: limits, pushLimits: pushLimits)
    return try await agent.withResponder { try await body(Peer(dialect: dialect, respond: $0)) }
  }

  func http(
    _ method: String, _ target: String, _ fields: ServerFields = [:], _ body: String = ""
  ) async -> (status: Int, fields: ServerFields, body: [UInt8]) {
    let response = await respond(
      ServerRequest(method: method, target: target, fields: fields, body: Array(body.utf8)))
    return (response.status, response.fields, await Self.bytes(of: response))
  }

  /// The fields of a well-made request.
  var fields: ServerFields {
    switch dialect {
    case .v10, .v03, .v03REST:
      ["Content-Type": "application/json", "A2A-Version": dialect.version.rawValue]
    case .v10GRPC, .v03GRPC:
      ["Content-Type": "application/grpc", "A2A-Version": dialect.version.rawValue, "TE": "trailers"]
    case .v10REST: ["Content-Type": "application/a2a+json", "A2A-Version": dialect.version.rawValue]
    }
  }

  /// The JSON that comes back for a JSON-RPC request with this body.
  func post(_ body: String, _ fields: ServerFields? = nil) async throws -> JSONValue {
    try JSONValue(parsing: await http("POST", "/a2a", fields ?? self.fields, body).body)
  }

  func result(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    try #require(await results(method, params).first)
  }

  func error(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    let answer = try await events(method, params).first
    return try #require(answer?["error"], "\(answer?.text ?? "nothing")")
  }

  func task(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    let result = try await result(method, params)
    return try #require(dialect.sentTask(result), "\(result.text)")
  }

  func results(_ method: String, _ params: JSONObject) async throws -> [JSONValue] {
    try await events(method, params).map { try #require($0["result"], "\($0.text)") }
  }

  /// What comes back: the events of a stream or the one plain answer, each as `{"result": …}` or `{"error": …}`
  /// with the error's code as JSON-RPC has it; `onEvent` runs at each event's result.
  func events(
    _ method: String, _ params: JSONObject,
    onEvent: @escaping @Sendable (JSONValue) async throws -> Void = { _ in }
  ) async throws -> [JSONValue] {
    let response = await respond(request(method, params))
    guard case .stream(let produce) = response.body else {
      let text = await Self.bytes(of: response)
      let body = text.isEmpty ? .null : try JSONValue(parsing: text)
      return [unwrapped(body, status: response.status)]
    }
    guard dialect.binding != .gRPC else {
      return try await GRPCMessages.answers(method, dialect.version, produce, onEvent: onEvent)
    }
    #expect(response.fields["Content-Type"] == "text/event-stream")
    let events = Collected<JSONValue>()
    _ = try await produce(
      ResponseWriter { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        // Exactly one event a chunk: "data: …", and an empty line.
        let line = try #require(text.wholeMatch(of: /data: ([^\n]*)\n\n/)).1
        let event = unwrapped(try JSONValue(parsing: Array(line.utf8)), status: 200)
        events.append(event)
        try await onEvent(event["result"] ?? .null)
      })
    return events.all
  }

  static func envelope(_ method: String, _ params: JSONObject) -> String {
    JSONValue.object(
      ["jsonrpc": "2.0", "id": "r-1", "method": .string(method), "params": .object(params)]
    ).text
  }

  private static func bytes(of response: ServerResponse) async -> [UInt8] {
    switch response.body {
    case .whole(let bytes): return bytes
    case .stream(let produce):
      let chunks = Collected<UInt8>()
      _ = try? await produce(ResponseWriter { for byte in $0 { chunks.append(byte) } })
      return chunks.all
    }
  }
}

// MARK: - Framing

extension Peer {
  func request(_ method: String, _ params: JSONObject) -> ServerRequest {
    var request = plainRequest(method, params)
    for (name, value) in extraFields { request.fields[name] = value }
    return request
  }

  private func plainRequest(_ method: String, _ params: JSONObject) -> ServerRequest {
    switch dialect.binding {
    case .jsonRPC:
      ServerRequest(
        method: "POST", target: "/a2a", fields: fields, body: Array(Self.envelope(method, params).utf8))
    case .rest: restRequest(method, params)
    case .gRPC: GRPCMessages.request(method, params, dialect.version, fields)
    }
  }

  /// `name` is a method and a path with members of `params` in braces; the others are the query or the body.
  private func restRequest(_ name: String, _ params: JSONObject) -> ServerRequest {
    let words = name.split(separator: " ").map(String.init)
    let method = words[0]
    var (target, params) = ("/rest\(words[1])", params)
    for member in params {
      guard target.contains("{\(member.name)}") else { continue }
      target = target.replacing("{\(member.name)}", with: member.value.string ?? "?")
      params[member.name] = nil
    }
    // An empty id is no path segment, and an absent one still has its braces.
    target = target.replacing(/\{.*\}/, with: "")
    guard method == "POST" else {
      let query = params.map { "\($0.name)=\($0.value.string ?? $0.value.text)" }.joined(separator: "&")
      return ServerRequest(
        method: method, target: query.isEmpty ? target : "\(target)?\(query)", fields: fields)
    }
    return ServerRequest(
      method: method, target: target, fields: fields, body: Array(JSONValue.object(params).text.utf8))
  }

  private func unwrapped(_ body: JSONValue, status: Int) -> JSONValue {
    switch dialect {
    case .v10, .v03, .v10GRPC, .v03GRPC: body
    case .v10REST: status == 200 ? ["result": body] : ["error": Self.error(ofV10: body["error"] ?? .null)]
    case .v03REST: status == 200 ? ["result": body] : ["error": body]
    }
  }

  /// An error of 1.0's REST with the code that JSON-RPC gives it.
  private static func error(ofV10 error: JSONValue) -> JSONValue {
    let codes: JSONObject = [
      "TASK_NOT_FOUND": -32001, "TASK_NOT_CANCELABLE": -32002, "PUSH_NOTIFICATION_NOT_SUPPORTED": -32003,
      "UNSUPPORTED_OPERATION": -32004, "CONTENT_TYPE_NOT_SUPPORTED": -32005,
      "EXTENSION_SUPPORT_REQUIRED": -32008, "VERSION_NOT_SUPPORTED": -32009, "INVALID_ARGUMENT": -32602,
      "RESOURCE_EXHAUSTED": -32603,
    ]
    let reason = error["details"]?.array?.first?["reason"] ?? error["status"]
    return [
      "code": codes[reason?.string ?? ""] ?? .null, "message": error["message"] ?? .null,
      "data": error["details"] ?? .null,
    ]
  }
}

/// Values that several tasks put together.
final class Collected<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  var all: [Element] { elements.withLock { $0 } }
  func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

extension Pace {
  /// Never gets past the first step, but can be cancelled.
  static let held = Pace { try await Task.sleep(for: .seconds(3_600)) }
}
