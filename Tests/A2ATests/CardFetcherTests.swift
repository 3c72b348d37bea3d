import A2A
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

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
    ("/x.json", "/x.json", 1), ("/x?id=1", "/x?id=1", 1),
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

  @Test func asksWhetherTheKnownCardHasChanged() async throws {
    try await ScriptedServer.replying("HTTP/1.1 304 Not Modified\r\n\r\n") { server in
      let known = try FetchedCard(
        url: try WebURL(server.url + "/elsewhere.json"), etag: "\"7\"", document: try json(Self.card))
      guard
        case .unchanged = try await server.cards().fetch(
          try Self.address(server), known: known, within: .seconds(60))
      else {
        Issue.record("taken for a change")
        return
      }
      #expect(server.log.requests.first?.target == "/elsewhere.json")
      #expect(server.log.requests.first?["If-None-Match"] == "\"7\"")
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
