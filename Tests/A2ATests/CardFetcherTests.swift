import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import A2A

@Suite struct CardFetcherTests {
  private static let card = #"{"name":"A","url":"/rpc"}"#

  /// A server that answers each path as `answers` says, and 404 elsewhere.
  private static func site<Value>(
    _ answers: [String: String], _ body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          try connection.send(answers[request.target] ?? ScriptedServer.http("404 Not Found", "nothing here"))
        }
      }, whileRunning: body)
  }

  private static func address(_ server: ScriptedServer, _ path: String = "") throws -> CardAddress {
    CardAddress(try WebURL(server.url + path))
  }

  @Test(arguments: [
    ("", "/.well-known/agent-card.json", 1), ("", "/.well-known/agent.json", 2), ("", "/", 3),
    ("/a/b", "/a/b/.well-known/agent-card.json", 1), ("/a/b", "/a/.well-known/agent.json", 4),
    ("/a/b", "/a/b", 5),
    ("/x.json", "/x.json", 1), ("/x?id=1", "/x?id=1", 1), ("/v1/card", "/v1/card", 1),
    ("/?id=1", "/.well-known/agent-card.json?id=1", 2),
    ("/a", "/a/agent-card", 6), ("/a", "/a/agent.json", 7), ("/a", "/a/v1/card", 8),
    ("/a", "/a/a2a/v1/card", 9), ("/a", "/agent-card", 10), ("/a", "/a2a/v1/card", 13),
  ]) func findsTheCard(_ path: String, _ place: String, _ requests: Int) async throws {
    try await Self.site([place: ScriptedServer.http("200 OK", Self.card, fields: "ETag: \"7\"\r\n")]) {
      server in
      guard
        case .card(let found) = try await server.cards().fetch(
          try Self.address(server, path), within: .seconds(60))
      else {
        Issue.record("no card")
        return
      }
      #expect(found.card.name == "A")
      #expect(found.etag == "\"7\"")
      #expect(found.url.description == server.url + place)
      #expect(server.log.requests.count == requests)
      #expect(
        server.log.requests.allSatisfy { $0["A2A-Version"] == "1.0" && $0["Accept"] == "application/json" })
    }
  }

  /// A place that answers with something else, as many do with everything, is no reason to give up.
  @Test(arguments: [
    "<html>welcome</html>", "{}", #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"}}"#,
  ])
  func goesOnAfterWhatIsNoCard(_ body: String) async throws {
    let answers = [
      "/.well-known/agent-card.json": ScriptedServer.http("200 OK", body),
      "/.well-known/agent.json": ScriptedServer.http("200 OK", body),
      "/": ScriptedServer.http("200 OK", body), "/agent-card": ScriptedServer.http("200 OK", Self.card),
    ]
    try await Self.site(answers) { server in
      guard
        case .card(let found) = try await server.cards().fetch(try Self.address(server), within: .seconds(60))
      else {
        Issue.record("no card")
        return
      }
      #expect(found.url.path == "/agent-card")
    }
  }

  @Test(
    arguments: [("\"7\"", nil), (nil, "Tue, 24 Nov 2026 08:00:00 GMT"), ("W/\"x\"", "yesterday")]
      as [(String?, String?)])
  func asksWhetherTheKnownCardHasChanged(_ etag: String?, _ lastModified: String?) async throws {
    let answer = "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=600\r\nAge: 100\r\n\r\n"
    try await ScriptedServer.replying(answer) { server in
      let known = try FetchedCard(
        url: try WebURL(server.url + "/elsewhere.json"), etag: etag, lastModified: lastModified,
        document: try json(Self.card))
      guard
        case .unchanged(let freshness) = try await server.cards().fetch(
          try Self.address(server), known: known, within: .seconds(60))
      else {
        Issue.record("taken for a change")
        return
      }
      #expect(freshness.lifetime == .seconds(500))
      #expect(server.log.requests.first?.target == "/elsewhere.json")
      #expect(server.log.requests.first?["If-None-Match"] == etag)
      #expect(server.log.requests.first?["If-Modified-Since"] == lastModified)
    }
  }

  /// Servers that mind being asked so would freeze the card otherwise.
  @Test(arguments: ["400 Bad Request", "412 Precondition Failed", "431 Request Header Fields Too Large"])
  func asksAgainWithoutTheQuestionWhetherItHasChanged(_ status: String) async throws {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let isConditional = try connection.readRequest()["If-None-Match"] != nil
          try connection.send(
            isConditional ? ScriptedServer.http(status, "") : ScriptedServer.http("200 OK", Self.card))
        }
      }
    ) { server in
      let known = try FetchedCard(
        url: try WebURL(server.url + "/card.json"), etag: "\"7\"", document: try json(Self.card))
      guard
        case .card = try await server.cards().fetch(
          try Self.address(server, "/card.json"), known: known, within: .seconds(60))
      else {
        Issue.record("no card")
        return
      }
      #expect(server.log.requests.map { $0["If-None-Match"] } == ["\"7\"", nil])
    }
  }

  /// What could not be sent back is not kept.
  @Test(
    arguments: [
      ("\"7\"", true), ("\"a\rb\"", false), ("\"a\u{7F}\"", false), ("\"ü\"", false),
      (String(repeating: "x", count: 1_024), true), (String(repeating: "x", count: 1_025), false),
    ])
  func keepsNoMarkThatCanNotBeSentBack(_ mark: String, _ isKept: Bool) throws {
    let card = try FetchedCard(
      url: try WebURL("https://a.example/"), etag: mark, lastModified: mark, document: try json(Self.card))
    #expect(card.etag == (isKept ? mark : nil))
    #expect(card.lastModified == (isKept ? mark : nil))
  }

  @Test func keepsWhatTheServerSaysOfTheCard() async throws {
    let fields = "Last-Modified: today\r\nCache-Control: no-store\r\n"
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", Self.card, fields: fields)) { server in
      guard
        case .card(let found) = try await server.cards().fetch(try Self.address(server), within: .seconds(60))
      else {
        Issue.record("no card")
        return
      }
      #expect(found.etag == nil)
      #expect(found.lastModified == "today")
      #expect(!found.freshness.mayBeKept)
    }
  }

  /// An answer that nobody asked for.
  @Test func withoutAKnownCardNothingIsUnchanged() async throws {
    try await ScriptedServer.replying("HTTP/1.1 304 Not Modified\r\n\r\n") { server in
      let known = try FetchedCard(url: try WebURL(server.url + "/card.json"), document: try json(Self.card))
      let cards = server.cards()
      let address = try Self.address(server, "/card.json")
      let failure = await #expect(throws: CardFailure.self) {
        try await cards.fetch(address, known: known, within: .seconds(60))
      }
      #expect(failure?.description.contains("HTTP 304") == true)
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308]) func followsRedirectsWithinTheOrigin(_ status: Int) async throws
  {
    let answers = [
      "/.well-known/agent-card.json":
        "HTTP/1.1 \(status) Moved\r\nLocation: /cards/a\r\nContent-Length: 0\r\n\r\n",
      "/cards/a": ScriptedServer.http("200 OK", Self.card),
    ]
    try await Self.site(answers) { server in
      guard
        case .card(let found) = try await server.cards().fetch(try Self.address(server), within: .seconds(60))
      else {
        Issue.record("no card")
        return
      }
      #expect(found.card.name == "A")
      #expect(found.url.path == "/.well-known/agent-card.json")
    }
  }

  @Test(arguments: [
    "http://127.0.0.1:1/card.json", "https://127.0.0.1/card.json", "//evil.example/card.json",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
  ]) func followsNoRedirectElsewhere(_ target: String) async throws {
    let redirect = "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n"
    try await Self.site(["/card.json": redirect]) { server in
      let cards = server.cards()
      let address = try Self.address(server, "/card.json")
      let failure = await #expect(throws: CardFailure.self) {
        try await cards.fetch(address, within: .seconds(60))
      }
      #expect(failure?.description.contains("redirect") == true)
      #expect(server.log.requests.count == 1)
    }
  }

  /// A place, where it leads, and where that is; nil where it must not be followed.
  @Test(
    arguments: [
      ("http://a.example/card", "https://a.example/card", "https://a.example/card"),
      ("http://a.example/card", "https://A.example:443/other?x=1", "https://a.example/other?x=1"),
      ("http://a.example/card", "//a.example/other", "http://a.example/other"),
      ("https://a.example/card", "/other", "https://a.example/other"),
      ("https://a.example/card", "http://a.example/card", nil),
      ("http://a.example/card", "https://a.example:8443/card", nil),
      ("http://a.example:8080/card", "https://a.example/card", nil),
      ("http://a.example/card", "https://www.a.example/card", nil),
      ("http://a.example/card", "https://a.example@evil.example/card", nil),
      ("http://a.example/card", "", "http://a.example/card"), ("http://a.example/card", nil, nil),
    ] as [(String, String?, String?)])
  func leadsUpButNeverDown(_ place: String, _ location: String?, _ target: String?) throws {
    let place = try WebURL(place)
    do throws(CardFailure.Cause) {
      #expect(try CardFetcher.target(of: location, from: place).description == target)
    } catch {
      #expect(target == nil)
    }
  }

  @Test func saysWhyNoCredentialsWereShown() throws {
    let cause = CardFailure.Cause.refusedWithout(401, try WebURL("https://a.example/x").origin)
    let failure = CardFailure(attempts: [
      CardFailure.Attempt(url: try WebURL("http://a.example/x"), cause: cause)
    ])
    #expect(failure.isAboutCredentials)
    #expect(
      failure.description
        == "no agent card at http://a.example/x: HTTP 401 at https://a.example, where it leads; credentials are "
        + "sent there if the agent is configured under that address, or it is in \"allowedOrigins\"")
  }

  @Test func followsNoCircle() async throws {
    let redirect = "HTTP/1.1 302 Found\r\nLocation: /card.json\r\nContent-Length: 0\r\n\r\n"
    try await Self.site(["/card.json": redirect]) { server in
      let cards = server.cards()
      let address = try Self.address(server, "/card.json")
      let failure = await #expect(throws: CardFailure.self) {
        try await cards.fetch(address, within: .seconds(60))
      }
      #expect(failure?.description.contains("more than 3 redirects") == true)
      #expect(server.log.requests.count == 1 + CardFetcher.maxRedirects)
    }
  }

  @Test(arguments: [
    ("<html>login</html>", "200 OK", "no JSON", false), ("{\"truncated\":", "200 OK", "no JSON", false),
    ("{}", "200 OK", "has no \"name\"", false), ("[]", "200 OK", "expected an object", false),
    ("", "401 Unauthorized", "wants credentials", true), ("", "403 Forbidden", "wants credentials", true),
    ("broken", "500 Internal Server Error", "HTTP 500", false),
    (String(repeating: " ", count: 200_000), "200 OK", "too large", false),
  ]) func saysWhatStoodThereInstead(
    _ body: String, _ status: String, _ words: String, _ isAboutCredentials: Bool
  ) async throws {
    try await ScriptedServer.replying(ScriptedServer.http(status, body)) { server in
      let cards = server.cards()
      let address = try Self.address(server, "/card.json")
      let failure = await #expect(throws: CardFailure.self) {
        try await cards.fetch(address, within: .seconds(60))
      }
      #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
      #expect(failure?.isAboutCredentials == isAboutCredentials)
    }
  }

  @Test func triesNoOtherPathWhereNobodyListens() async throws {
    let url = try await ScriptedServer.replying("") { $0.url }
    let cards = CardFetcher(
      client: HTTPClient(), authorizer: Anonymous(), deadlines: HTTPDeadlines(), limits: HTTPLimits())
    let address = CardAddress(try WebURL(url))
    let failure = await #expect(throws: CardFailure.self) {
      try await cards.fetch(address, within: .seconds(60))
    }
    #expect(failure?.attempts.count == 1)
  }
}
