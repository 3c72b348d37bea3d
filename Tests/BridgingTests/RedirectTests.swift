import A2A
import HTTP
import JSON
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Wherever an agent sends the bridge, nobody else sees what is the agent's: two servers, of which the user trusts one.
@Suite(.timeLimit(.minutes(2))) struct RedirectTests {
  enum Operation: CaseIterable { case card, call, stream, extendedCard }

  /// Where the answer points; `same` is the one place that may be followed.
  enum Target: CaseIterable {
    case same, otherPort, otherName, otherScheme, file, gopher, userinfo, disguised, backslash, noScheme

    func location(_ own: ScriptedServer, _ other: ScriptedServer) -> String {
      switch self {
      case .same: "/moved"
      case .otherPort: other.url + "/moved"
      case .otherName: "http://localhost:\(own.port)/moved"
      case .otherScheme: "https://127.0.0.1:\(other.port)/moved"
      case .file: "file:///etc/hostname"
      case .gopher: "gopher://127.0.0.1:\(other.port)/moved"
      case .userinfo: "http://user:word@127.0.0.1:\(own.port)/moved"
      case .disguised: "http://127.0.0.1:\(own.port)@127.0.0.1:\(other.port)/moved"
      case .backslash: "http://127.0.0.1:\(other.port)\\@127.0.0.1:\(own.port)/moved"
      case .noScheme: "//127.0.0.1:\(other.port)/moved"
      }
    }
  }

  private static let canary = "c4nary-6f1d0e"

  private static let credentials: [(CredentialSettings, [HeaderSettings])] = [
    (.bearer(.value(Secret(canary))), []), (.apiKey(.header("X-API-Key"), key: .value(Secret(canary))), []),
    (.none, [HeaderSettings(name: "X-Tenant", value: .value(Secret(canary)))]),
  ]

  private static func card(streams: Bool, url: String = "/rpc") -> JSONValue {
    [
      "name": "Card", "version": "1",
      "supportedInterfaces": [["url": .string(url), "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]],
      "capabilities": ["extendedAgentCard": true, "streaming": .bool(streams)],
      "skills": [["id": "x", "name": "X"]],
    ]
  }

  private static func response(_ body: String, type: String = "application/json") -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// What is answered at the place that may be followed.
  private static func answer(to operation: Operation) -> String {
    let message: JSONValue = [
      "message": ["messageId": "m", "role": "ROLE_AGENT", "parts": [["text": "hello"]]]
    ]
    let result: JSONValue = operation == .extendedCard ? card(streams: false) : message
    let text = JSONValue.object(["jsonrpc": "2.0", "id": "1", "result": result]).text
    return switch operation {
    case .card: response(card(streams: false).text)
    case .stream: response("data: \(text)\n\n", type: "text/event-stream")
    case .call, .extendedCard: response(text)
    }
  }

  /// Does it, and says whether it came to anything.
  private static func perform(_ operation: Operation, by agent: RemoteAgent) async throws -> Bool {
    if operation == .card { return (try? await agent.fetchCard()) != nil }
    let card = try FetchedCard(url: agent.url, document: card(streams: operation == .stream))
    agent.adopt(card)
    if operation == .extendedCard { return await agent.extendedCard(beside: card).card != nil }
    let client = try #require(agent.snapshot).client
    let message = Message(messageID: "m", role: .user, parts: [Part(.text("hello"))])
    return (try? await client.call(SendRequest(message), within: .seconds(20)) { _ in }) != nil
  }

  @Test(arguments: [301, 302, 303, 307, 308], Operation.allCases)
  func leadNobodyAstray(_ status: Int, _ operation: Operation) async throws {
    try await ScriptedServer.replying(Self.answer(to: operation)) { other in
      for target in Target.allCases {
        for (credential, headers) in Self.credentials {
          try await Self.redirecting(status, target, operation, to: other) { server in
            var settings = AgentSettings(url: server.url + "/card.json")
            settings.name = "a"
            (settings.credential, settings.headers) = (credential, headers)
            let agent = try RemoteAgent(settings)
            let isDone = try await Self.perform(operation, by: agent)
            // 302 and 303 turn a call into something else, which nobody has asked for.
            let isTheSame = ![302, 303].contains(status) || operation == .card
            #expect(isDone == (target == .same && isTheSame), "\(target)")
            let moved = server.log.requests.filter { $0.target == "/moved" }
            #expect(moved.isEmpty == !isDone)
            if operation != .card {
              #expect(moved.allSatisfy { $0.fields.contains { $0.value.contains(Self.canary) } })
            }
          }
        }
      }
      #expect(other.log.connections == 0)
    }
  }

  private static func redirecting(
    _ status: Int, _ target: Target, _ operation: Operation, to other: ScriptedServer,
    _ body: (ScriptedServer) async throws -> Void
  ) async throws {
    let place = Place()
    try await ScriptedServer.serving { connection in
      while true {
        let request = try connection.readRequest()
        let redirect = "HTTP/1.1 \(status) Moved\r\nLocation: \(place.text)\r\nContent-Length: 0\r\n\r\n"
        try connection.send(request.target == "/moved" ? answer(to: operation) : redirect)
      }
    } whileRunning: { server in
      place.text = target.location(server, other)
      try await body(server)
    }
  }

  /// An interface that only the card names: on this machine it may be tried, but it is shown nothing.
  @Test(arguments: ["127.0.0.1", "localhost"], [0, 1, 2])
  func anotherPortOfTheCardSeesNoCredentials(_ host: String, _ credential: Int) async throws {
    try await ScriptedServer.replying(Self.answer(to: .call)) { other in
      try await ScriptedServer.replying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") { server in
        var settings = AgentSettings(url: server.url + "/card.json")
        settings.name = "a"
        (settings.credential, settings.headers) = Self.credentials[credential]
        let agent = try RemoteAgent(settings)
        let card = Self.card(streams: false, url: "http://\(host):\(other.port)/rpc")
        agent.adopt(try FetchedCard(url: agent.url, document: card))
        let client = try #require(agent.snapshot).client
        let message = Message(messageID: "m", role: .user, parts: [Part(.text("hello"))])
        _ = try? await client.call(SendRequest(message), within: .seconds(20)) { _ in }
        for request in other.log.requests {
          #expect(!request.target.contains(Self.canary))
          #expect(!request.fields.contains { $0.value.contains(Self.canary) })
        }
      }
    }
  }
}

/// A text that a script reads and a test writes.
private final class Place: Sendable {
  private let value = Mutex("")

  var text: String {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}
