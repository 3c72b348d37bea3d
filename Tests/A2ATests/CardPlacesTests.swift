import A2A
import HTTP
import Testing

/// Where a card is looked for, and which of its interfaces is used.
@Suite struct CardPlacesTests {
  @Test(arguments: [
    (
      "https://a.example",
      [
        "https://a.example/.well-known/agent-card.json", "https://a.example/.well-known/agent.json",
        "https://a.example/",
      ]
    ),
    (
      "https://a.example/x/y",
      [
        "https://a.example/x/y/.well-known/agent-card.json", "https://a.example/x/y/.well-known/agent.json",
        "https://a.example/x/.well-known/agent-card.json", "https://a.example/x/.well-known/agent.json",
        "https://a.example/x/y",
      ]
    ),
    (
      "https://a.example/x/",
      [
        "https://a.example/x/.well-known/agent-card.json", "https://a.example/x/.well-known/agent.json",
        "https://a.example/x/",
      ]
    ),
    ("https://a.example/cards/weather.json", ["https://a.example/cards/weather.json"]),
    ("https://a.example/card?id=7", ["https://a.example/card?id=7"]),
  ]) func looksInOrder(_ configured: String, _ places: [String]) throws {
    #expect(CardAddress(try WebURL(configured)).candidates.map(\.description) == places)
  }

  private static func card(_ interfaces: [(String, String, String?)]) -> AgentCard {
    AgentCard(
      name: "A",
      interfaces: interfaces.map { url, binding, version in
        AgentInterface(
          url: url, binding: AgentInterface.ProtocolBinding(named: binding), protocolVersion: version)
      })
  }

  @Test(arguments: [
    ([("https://a.example/rpc", "JSONRPC", "1.0" as String?)], "https://a.example/rpc" as String?),
    ([("/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([("rpc", "JSONRPC", nil)], "https://a.example/.well-known/rpc"),
    // The card's order, among what the bridge speaks.
    (
      [
        ("a:1", "GRPC", "1.0"), ("https://a.example/1", "JSONRPC", "0.3"),
        ("https://a.example/2", "JSONRPC", "1.0"),
      ],
      "https://a.example/1"
    ),
    (
      [("https://a.example/9", "JSONRPC", "9.0"), ("https://a.example/1", "JSONRPC", "1.0.1")],
      "https://a.example/1"
    ),
    ([("https://a.example", "HTTP+JSON", "1.0")], nil),
    // An agent that does not know its own address.
    ([("http://localhost:9999/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([("http://0.0.0.0:9999/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([("http://127.0.0.1/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    // Other origins only if the user says so.
    ([("https://evil.example/rpc", "JSONRPC", "1.0")], nil),
    ([("https://a.example:8443/rpc", "JSONRPC", "1.0")], nil),
    ([("http://a.example/rpc", "JSONRPC", "1.0")], nil),
    ([("https://b.example/rpc", "JSONRPC", "1.0")], "https://b.example/rpc"),
    ([("https://a.example@evil.example/", "JSONRPC", "1.0")], nil),
    ([("file:///etc/passwd", "JSONRPC", "1.0")], nil),
    ([], nil),
  ]) func choosesAnInterface(_ interfaces: [(String, String, String?)], _ url: String?) throws {
    let choice = InterfaceChoice(
      of: Self.card(interfaces), from: try WebURL("https://a.example/.well-known/agent-card.json"),
      allowed: [try WebURL("https://a.example").origin, try WebURL("https://b.example").origin])
    #expect(choice.chosen?.url.description == url)
    #expect(choice.candidates.count == interfaces.count)
    #expect(choice.candidates.allSatisfy { !$0.reason.isEmpty })
  }

  @Test(arguments: [
    ("1.0" as String?, ["1.0", "0.3"]), ("1.0.1", ["1.0", "0.3"]), ("0.3.0", ["0.3", "1.0"]),
    ("0.2.6", ["0.3", "1.0"]),
    (nil, ["1.0", "0.3"]), ("2.0", []), ("0.1", []),
  ]) func triesTheStatedVersionFirst(_ version: String?, _ dialects: [String]) {
    let interface = AgentInterface(url: "x", binding: .jsonRPC, protocolVersion: version)
    #expect(interface.dialects.map(\.version) == dialects)
  }
}
