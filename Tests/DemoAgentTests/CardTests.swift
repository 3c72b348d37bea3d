import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("The card") struct CardTests {
  private func card(_ peer: Peer, _ path: String = "/.well-known/agent-card.json") async throws -> JSONValue {
    let answer = await peer.http("GET", path)
    try #require(answer.status == 200)
    #expect(answer.fields["Content-Type"] == "application/json")
    return try JSONValue(parsing: answer.body)
  }

  @Test("1.0 lists the interfaces in the order that was asked for")
  func v10() async throws {
    try await Peer.with(.v10) { peer in
      let card = try await card(peer)
      #expect(
        card["supportedInterfaces"] == [
          ["url": "http://127.0.0.1:80/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"],
          ["url": "http://127.0.0.1:80/rest", "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0"],
          // A gRPC target has no scheme.
          ["url": "127.0.0.1:80", "protocolBinding": "GRPC", "protocolVersion": "1.0"],
        ])
      #expect(
        card["capabilities"] == ["streaming": true, "pushNotifications": false, "extendedAgentCard": false])
      for name in ["url", "preferredTransport", "protocolVersion", "security", "securitySchemes"] {
        #expect(card[name] == nil)
      }
      #expect(await peer.http("GET", "/.well-known/agent.json").status == 404)
    }
    try await Peer.with(.v10, bindings: [.gRPC, .rest]) { peer in
      let interfaces = try #require(try await card(peer)["supportedInterfaces"]?.array)
      #expect(interfaces.map { $0["protocolBinding"] } == ["GRPC", "HTTP+JSON"])
    }
  }

  @Test("0.3 is the flat card, at the old path too")
  func v03() async throws {
    try await Peer.with(.v03, bindings: [.rest, .jsonRPC, .gRPC]) { peer in
      let card = try await card(peer)
      #expect(card["url"] == "http://127.0.0.1:80/rest")
      #expect(card["protocolVersion"] == "0.3.0")
      #expect(card["preferredTransport"] == "HTTP+JSON")
      #expect(
        card["additionalInterfaces"] == [
          ["url": "http://127.0.0.1:80/rest", "transport": "HTTP+JSON"],
          ["url": "http://127.0.0.1:80/a2a", "transport": "JSONRPC"],
          ["url": "http://127.0.0.1:80", "transport": "GRPC"],
        ])
      #expect(card["supportedInterfaces"] == nil)
      #expect(try await self.card(peer, "/.well-known/agent.json") == card)
    }
  }

  @Test("what is not listed is not served", arguments: Dialect.allCases, DemoAgent.Binding.allCases)
  func unlisted(_ dialect: Dialect, binding: DemoAgent.Binding) async throws {
    try await Peer.with(dialect, bindings: [binding]) { peer in
      guard dialect.binding != binding else {
        return _ = try await peer.result(dialect.names.send, dialect.sending("echo"))
      }
      let answer = await peer.respond(peer.request(dialect.names.send, dialect.sending("echo")))
      #expect(answer.status == 404)
    }
  }

  @Test("what both versions require is there", arguments: Dialect.allCases)
  func required(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let card = try await card(peer)
      for name in ["name", "description", "version"] { #expect(card[name]?.string?.isEmpty == false) }
      for name in ["defaultInputModes", "defaultOutputModes"] { #expect(card[name]?.array?.isEmpty == false) }
      let skills = try #require(card["skills"]?.array)
      #expect(
        skills.compactMap { $0["id"]?.string } == [
          "echo", "weather_forecast", "track_order", "code_review", "plan_trip", "chart", "flaky_report",
          "forbidden", "sign_in", "big_report", "book_table",
        ])
      for skill in skills {
        for name in ["name", "description"] { #expect(skill[name]?.string?.isEmpty == false) }
        for name in ["tags", "examples", "inputModes", "outputModes"] {
          #expect(skill[name]?.array?.isEmpty == false)
        }
      }
    }
  }

  @Test(
    "a required token is declared in the version's own form",
    arguments: [
      (
        .v10, ["httpAuthSecurityScheme": ["scheme": "Bearer"]], "securityRequirements",
        [["schemes": ["bearer": ["list": []]]]]
      ),
      (.v03, ["type": "http", "scheme": "bearer"], "security", [["bearer": []]]),
    ] as [(Dialect, JSONValue, String, JSONValue)])
  func security(_ dialect: Dialect, scheme: JSONValue, name: String, requirement: JSONValue) async throws {
    try await Peer.with(dialect, token: "t") { peer in
      let card = try await card(peer)
      #expect(card["securitySchemes"]?["bearer"] == scheme)
      #expect(card[name] == requirement)
    }
  }

  @Test("the number of skills is as asked for", arguments: [0, 3, 11, 12, 1_000])
  func skillCount(_ count: Int) async throws {
    try await Peer.with(.v10, skillCount: count) { peer in
      let ids = try #require(try await card(peer)["skills"]?.array).compactMap { $0["id"]?.string }
      #expect(ids.count == count)
      #expect(Set(ids).count == count)
    }
  }

  @Test(
    "a client that has the card is told so",
    arguments: [
      ("TAG", 304), ("W/TAG", 304), ("\"other\", TAG", 304), ("*", 304), ("\"other\"", 200),
    ])
  func validation(_ header: String, status: Int) async throws {
    try await Peer.with(.v10) { peer in
      let path = "/.well-known/agent-card.json"
      let tag = try #require(await peer.http("GET", path).fields["ETag"])
      let again = await peer.http("GET", path, ["If-None-Match": header.replacing("TAG", with: tag)])
      #expect(again.status == status)
      #expect(again.fields["ETag"] == tag)
      #expect(again.body.isEmpty == (status == 304))
    }
  }

  @Test("another card has another tag")
  func tags() async throws {
    let tags = try await [9, 10].asyncMap { count in
      try await Peer.with(.v10, skillCount: count) {
        await $0.http("GET", "/.well-known/agent-card.json").fields["ETag"]
      }
    }
    #expect(tags[0] != tags[1])
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
    var results: [T] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
