import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("The extended card, and extensions") struct ExtendedCardTests {
  private static func name(_ dialect: Dialect) -> String {
    switch dialect {
    case .v10, .v10GRPC: "GetExtendedAgentCard"
    case .v03: "agent/getAuthenticatedExtendedCard"
    case .v10REST: "GET /extendedAgentCard"
    case .v03REST: "GET /v1/card"
    case .v03GRPC: "GetAgentCard"
    }
  }

  private static func skills(_ card: JSONValue) -> [String] {
    card["skills"]?.array?.compactMap { $0["id"]?.string } ?? []
  }

  @Test("with the token there is one skill more", arguments: Dialect.allCases)
  func extended(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, token: "secret") { peer in
      let document = await peer.http("GET", "/.well-known/agent-card.json")
      let card = try JSONValue(parsing: document.body)
      #expect(
        dialect.version == .v10
          ? card["capabilities"]?["extendedAgentCard"] == true
          : card["supportsAuthenticatedExtendedCard"] == true)
      var peer = peer
      peer.extraFields = ["Authorization": "Bearer secret"]
      let extended = try await peer.result(Self.name(dialect), [:])
      #expect(Self.skills(extended) == Self.skills(card) + ["member_offers"])
      #expect(extended["name"] == card["name"])
      // Protobuf has its own form of schemes.
      guard dialect != .v03GRPC else { return }
      #expect(extended["securitySchemes"] == card["securitySchemes"])
    }
  }

  @Test("the skill works for those who know of it")
  func skill() async throws {
    try await Peer.with(.v10) { peer in
      let result = try await peer.result("SendMessage", Dialect.v10.sending("member_offers"))
      #expect(result["message"]?["parts"]?.array?.first?["text"]?.string?.hasPrefix("For members") == true)
    }
  }

  @Test("without a token there is no such card", arguments: Dialect.allCases)
  func none(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let error = try await peer.error(Self.name(dialect), [:])
      #expect(error["code"]?.int == (dialect.version == .v10 ? -32004 : -32007))
    }
  }

  @Test(
    "a required extension has to be claimed", arguments: Dialect.allCases,
    [(nil, false), ("", false), ("urn:other", false), ("urn:x", true), ("urn:other, urn:x", true)])
  func extensions(_ dialect: Dialect, row: (claimed: String?, isEnough: Bool)) async throws {
    var features = Features()
    features.requiredExtension = "urn:x"
    try await Peer.with(dialect, features: features) { peer in
      let card = try JSONValue(parsing: await peer.http("GET", "/.well-known/agent-card.json").body)
      let listed = card["capabilities"]?["extensions"]?.array?.first
      #expect(listed?["uri"] == "urn:x")
      #expect(listed?["required"] == true)
      var peer = peer
      let field = dialect.version == .v10 ? "A2A-Extensions" : "X-A2A-Extensions"
      peer.extraFields[field] = row.claimed
      let answer = try #require(try await peer.events(dialect.names.send, dialect.sending("echo")).first)
      #expect((answer["result"] != nil) == row.isEnough)
      // 0.3 over gRPC has no word for it.
      let code = dialect == .v03GRPC ? -32004 : -32008
      if !row.isEnough { #expect(answer["error"]?["code"]?.int == code) }
    }
  }

  @Test("an agent that does not stream says so and does not", arguments: Dialect.allCases)
  func noStreaming(_ dialect: Dialect) async throws {
    var features = Features()
    features.streams = false
    try await Peer.with(dialect, features: features) { peer in
      let card = try JSONValue(parsing: await peer.http("GET", "/.well-known/agent-card.json").body)
      #expect(card["capabilities"]?["streaming"] == false)
      let names = dialect.names
      #expect(try await peer.error(names.stream, dialect.sending("echo"))["code"] == -32004)
      let task = try await peer.task(names.send, dialect.sending("sign_in"))
      #expect(try await peer.error(names.subscribe, dialect.query(task["id"]))["code"] == -32004)
    }
  }
}
