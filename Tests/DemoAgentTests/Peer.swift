import DemoAgent
import HTTPServer
import JSON
import Synchronization
import Testing

/// A client that talks to the agent in this process, without a socket.
struct Peer: Sendable {
  let dialect: Dialect
  let respond: HTTPServer.Responder

  /// Runs an agent, with a client of its version, as long as `body` runs.
  static func with<Result>(
    _ dialect: Dialect, pace: Pace = .immediate, token: String? = nil, skillCount: Int? = nil,
    limits: TaskLimits = TaskLimits(), _ body: (Peer) async throws -> Result
  ) async throws -> Result {
    let agent = DemoAgent(
      version: dialect.version, pace: pace, requiredToken: token, skillCount: skillCount, limits: limits)
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
  var fields: ServerFields { ["Content-Type": "application/json", "A2A-Version": .init(dialect.rawValue)] }

  /// The JSON that comes back for a request with this body.
  func post(_ body: String, _ fields: ServerFields? = nil) async throws -> JSONValue {
    try JSONValue(parsing: await http("POST", "/a2a", fields ?? self.fields, body).body)
  }

  func result(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    let answer = try await post(Self.envelope(method, params))
    return try #require(answer["result"], "\(answer.text)")
  }

  func error(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    let answer = try await events(method, params).first
    return try #require(answer?["error"], "\(answer?.text ?? "nothing")")
  }

  func task(_ method: String, _ params: JSONObject) async throws -> JSONValue {
    let result = try await result(method, params)
    return try #require(dialect.sentTask(result), "\(result.text)")
  }

  /// The envelopes of an event stream, or the one envelope of a plain answer; `onEvent` runs at each event.
  func events(
    _ method: String, _ params: JSONObject,
    onEvent: @escaping @Sendable (JSONValue) async throws -> Void = { _ in }
  ) async throws -> [JSONValue] {
    let response = await respond(
      ServerRequest(
        method: "POST", target: "/a2a", fields: fields, body: Array(Self.envelope(method, params).utf8)))
    guard case .stream(let produce) = response.body else {
      return [try JSONValue(parsing: await Self.bytes(of: response))]
    }
    #expect(response.fields["Content-Type"] == "text/event-stream")
    let events = Collected<JSONValue>()
    try await produce(
      ResponseWriter { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        // Exactly one event a chunk: "data: …", and an empty line.
        let line = try #require(text.wholeMatch(of: /data: ([^\n]*)\n\n/)).1
        let event = try JSONValue(parsing: Array(line.utf8))
        events.append(event)
        try await onEvent(event["result"] ?? .null)
      })
    return events.all
  }

  func results(_ method: String, _ params: JSONObject) async throws -> [JSONValue] {
    try await events(method, params).map { try #require($0["result"], "\($0.text)") }
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
      try? await produce(ResponseWriter { for byte in $0 { chunks.append(byte) } })
      return chunks.all
    }
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
