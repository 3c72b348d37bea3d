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
        "https://a.example/", "https://a.example/agent-card", "https://a.example/agent.json",
        "https://a.example/v1/card", "https://a.example/a2a/v1/card",
      ]
    ),
    (
      "https://a.example/x/y",
      [
        "https://a.example/x/y/.well-known/agent-card.json", "https://a.example/x/y/.well-known/agent.json",
        "https://a.example/x/.well-known/agent-card.json", "https://a.example/x/.well-known/agent.json",
        "https://a.example/x/y",
        "https://a.example/x/y/agent-card", "https://a.example/x/y/agent.json",
        "https://a.example/x/y/v1/card", "https://a.example/x/y/a2a/v1/card",
        "https://a.example/x/agent-card", "https://a.example/x/agent.json", "https://a.example/x/v1/card",
        "https://a.example/x/a2a/v1/card",
      ]
    ),
    ("https://a.example/cards/weather.json", ["https://a.example/cards/weather.json"]),
  ]) func looksInOrder(_ configured: String, _ places: [String]) throws {
    #expect(CardAddress(try WebURL(configured)).candidates.map(\.description) == places)
  }

  /// How the search begins, and how many places there are.
  @Test(arguments: [
    (
      "https://a.example/x/", ["https://a.example/x/.well-known/agent-card.json"], 7
    ),
    (
      "https://a.example/card?id=7",
      ["https://a.example/card?id=7", "https://a.example/card/.well-known/agent-card.json?id=7"], 13
    ),
    (
      "https://a.example/v1/card",
      ["https://a.example/v1/card", "https://a.example/v1/card/.well-known/agent-card.json"], 13
    ),
    ("https://a.example/x/agent-card", ["https://a.example/x/agent-card"], 12),
    ("https://a.example/agentCard", ["https://a.example/agentCard"], 13),
    ("https://a.example/discard", ["https://a.example/discard/.well-known/agent-card.json"], 13),
  ]) func beginsWithTheLikeliest(_ configured: String, _ places: [String], _ count: Int) throws {
    let candidates = CardAddress(try WebURL(configured)).candidates.map(\.description)
    #expect(Array(candidates.prefix(places.count)) == places)
    #expect(candidates.count == count)
    #expect(Set(candidates).count == count)
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
    ([("https://a.example/rest", "HTTP+JSON", "1.0")], "https://a.example/rest"),
    ([("https://a.example/x", "CARRIER-PIGEON", "1.0")], nil),
    ([("a.example:443", "GRPC", "1.0")], "https://a.example/"),
    ([("localhost:443", "GRPC", "1.0")], "https://a.example/"),
    ([("a.example:50051", "GRPC", "1.0")], nil), ([("localhost:50051", "GRPC", "1.0")], nil),
    ([("b.example:443", "GRPC", "0.3")], "https://b.example/"),
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
    // The same origin in other words.
    ([("HTTPS://A.EXAMPLE:443/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([("//a.example/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([("https://a.example:0443/rpc", "JSONRPC", "1.0")], "https://a.example/rpc"),
    ([], nil),
  ]) func choosesAnInterface(_ interfaces: [(String, String, String?)], _ url: String?) throws {
    let choice = InterfaceChoice(
      of: Self.card(interfaces), from: try WebURL("https://a.example/.well-known/agent-card.json"),
      allowed: [try WebURL("https://a.example").origin, try WebURL("https://b.example").origin])
    #expect(choice.routes.first?.url.description == url)
    #expect(choice.candidates.count == interfaces.count)
    #expect(choice.candidates.allSatisfy { !$0.reason.isEmpty })
  }

  /// Whatever a card may write, nobody is contacted whom the user has not named.
  @Test(
    arguments: [
      "https://user:word@a.example/rpc", "https://a.example@evil.example/",
      "https://a.example:443@evil.example/",
      "https://a.example%40evil.example/", "https://a.example\\@evil.example/",
      "https://evil.example\\@a.example/",
      "https://evil.example\\.a.example/", "https:\\\\evil.example/", "\\\\evil.example/rpc",
      "//evil.example/rpc",
      "///evil.example/rpc", "https:///evil.example/rpc", "https:evil.example",
      "https://a.example.evil.example/",
      "https://evil.example#@a.example/", "https://evil.example?@a.example/",
      "https://evil.example;a.example/",
      "https://a.example./rpc", "https://a.example:444/rpc", "https://a.example:80/rpc",
      "http://a.example:443/rpc",
      "https://а.example/", "https://xn--80a.example/", "https://a。example/", "https://ａ.example/",
      "https://[::ffff:10.0.0.1]/", "https://[::1]:8443/", "https://[fe80::1%25eth0]/",
      "https://169.254.169.254/",
      "https://2852039166/", "https://0xa9fea9fe/", "ftp://a.example/", "gopher://a.example/",
      "javascript:alert(1)",
      "data:text/plain,x", "unix:///run/agent", "dns:///evil.example:443", "evil.example:443",
      "a.example:8443",
      " https://evil.example/ ", "https://a.example\t.evil.example/", "https://a.example\n@evil.example/",
      "https://a.example\0.evil.example/", "", "://", "https://", "https://:443/",
    ], ["JSONRPC", "HTTP+JSON", "GRPC"])
  func contactsNobodyElse(_ address: String, _ binding: String) throws {
    let allowed: Set<Origin> = [
      try WebURL("https://a.example").origin, try WebURL("https://b.example").origin,
    ]
    let choice = InterfaceChoice(
      of: Self.card([(address, binding, "1.0")]),
      from: try WebURL("https://a.example/.well-known/agent-card.json"), allowed: allowed)
    #expect(choice.routes.allSatisfy { allowed.contains($0.url.origin) }, "\(choice.routes)")
    #expect(choice.candidates.allSatisfy { !$0.reason.isEmpty })
  }

  private static let paths = "JSONRPC 0.1 with a path for each method"

  @Test(arguments: [
    ("JSONRPC", "1.0" as String?, ["JSONRPC 1.0", "JSONRPC 0.3", "JSONRPC guide", paths, "JSONRPC 0.1"]),
    ("JSONRPC", "1.0.1", ["JSONRPC 1.0", "JSONRPC 0.3", "JSONRPC guide", paths, "JSONRPC 0.1"]),
    ("JSONRPC", "0.3.0", ["JSONRPC 0.3", "JSONRPC 1.0", "JSONRPC guide", paths, "JSONRPC 0.1"]),
    ("jsonrpc", "0.2.6", ["JSONRPC 0.3", "JSONRPC 1.0", "JSONRPC guide", paths, "JSONRPC 0.1"]),
    ("JSONRPC", nil, ["JSONRPC 1.0", "JSONRPC 0.3", "JSONRPC guide", paths, "JSONRPC 0.1"]),
    ("JSONRPC", "0.1", [paths, "JSONRPC 0.1", "JSONRPC 0.3", "JSONRPC 1.0", "JSONRPC guide"]),
    ("HTTP+JSON", "1.0", ["HTTP+JSON 1.0", "HTTP+JSON 0.3", "HTTP+JSON guide"]),
    ("HTTP+JSON", "0.3.0", ["HTTP+JSON 0.3", "HTTP+JSON 1.0", "HTTP+JSON guide"]),
    ("GRPC", "1.0", ["GRPC 1.0", "GRPC 0.3"]), ("grpc", "0.3.0", ["GRPC 0.3", "GRPC 1.0"]),
    ("JSONRPC", "2.0", []), ("HTTP+JSON", "9", []), ("SOAP", "1.0", []),
  ]) func triesTheStatedVersionFirst(_ binding: String, _ version: String?, _ speeches: [String]) {
    let interface = AgentInterface(
      url: "x", binding: AgentInterface.ProtocolBinding(named: binding), protocolVersion: version)
    #expect(Speech.candidates(for: interface).map(\.rawValue) == speeches)
  }

  @Test(arguments: [
    (
      DialectName.guide as DialectName?, nil as DialectName?,
      ["JSONRPC guide", "JSONRPC 1.0", "JSONRPC 0.3", paths, "JSONRPC 0.1"]
    ),
    (
      .objective, nil,
      ["HTTP+JSON objective", "JSONRPC 1.0", "JSONRPC 0.3", "JSONRPC guide", paths, "JSONRPC 0.1"]
    ),
    (.v01, nil, [paths, "JSONRPC 0.1", "JSONRPC 1.0", "JSONRPC 0.3", "JSONRPC guide"]),
    (nil, .v03, ["JSONRPC 0.3"]), (.guide, .v10, ["JSONRPC 1.0"]), (nil, .objective, ["HTTP+JSON objective"]),
  ]) func takesHintsAndOrders(_ hint: DialectName?, _ forced: DialectName?, _ speeches: [String]) {
    let interface = AgentInterface(url: "x", binding: .jsonRPC)
    #expect(Speech.candidates(for: interface, hint: hint, forced: forced).map(\.rawValue) == speeches)
  }

  @Test(arguments: [
    (
      [] as [AgentInterface.ProtocolBinding],
      ["https://a.example/2", "https://a.example/1", "https://a.example/3"]
    ),
    ([.jsonRPC], ["https://a.example/1"]),
    ([.jsonRPC, .httpJSON], ["https://a.example/1", "https://a.example/2", "https://a.example/3"]),
    ([.grpc], []),
  ]) func usesTheUsersOrderOfBindings(_ bindings: [AgentInterface.ProtocolBinding], _ urls: [String]) throws {
    let card = Self.card([
      ("https://a.example/2", "HTTP+JSON", "1.0"), ("https://a.example/1", "JSONRPC", "1.0"),
      ("https://a.example/3", "HTTP+JSON", "0.3"),
    ])
    let source = try WebURL("https://a.example/card.json")
    let choice = InterfaceChoice(
      of: card, from: source, allowed: [source.origin], wishes: InterfaceChoice.Wishes(bindings: bindings))
    var found: [String] = []
    for route in choice.routes where !found.contains(route.url.description) {
      found.append(route.url.description)
    }
    #expect(found == urls)
  }

  /// What a card on this machine says of others, which nobody may ask for its sake: behind its port may be a tunnel.
  private static let neighbours: [(String, String, [String], [String])] = [
    ("http://localhost:8000/rpc", "JSONRPC", [], ["http://127.0.0.1:8000/rpc"]),
    ("http://localhost:9999/rpc", "JSONRPC", [], ["http://127.0.0.1:8000/rpc"]),
    ("http://0.0.0.0:9999/rpc", "HTTP+JSON", [], ["http://127.0.0.1:8000/rpc"]),
    ("http://localhost:9999/rpc", "JSONRPC", ["http://localhost:9999"], ["http://localhost:9999/rpc"]),
    ("localhost:8000", "GRPC", [], ["http://127.0.0.1:8000/"]),
    ("localhost:50051", "GRPC", [], []),
    ("localhost:50051", "GRPC", ["http://localhost:50051"], ["http://localhost:50051/"]),
    ("0.0.0.0:50051", "GRPC", [], []),
    ("0.0.0.0:50051", "GRPC", ["http://127.0.0.1:50051"], ["http://127.0.0.1:50051/"]),
  ]

  @Test(arguments: neighbours) func ofALocalCardIsNoLeaveToAskItsNeighbours(
    _ address: String, _ binding: String, _ allowed: [String], _ places: [String]
  ) throws {
    let source = try WebURL("http://127.0.0.1:8000/.well-known/agent-card.json")
    let allowed = try allowed.map { try WebURL($0).origin }
    let choice = InterfaceChoice(
      of: Self.card([(address, binding, "1.0")]), from: source, allowed: Set([source.origin] + allowed),
      wishes: InterfaceChoice.Wishes(dialect: .v10))
    #expect(choice.routes.map(\.url.description) == places)
  }
}
