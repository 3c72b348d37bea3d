import Telemetry
import TestSupport
import Testing

@testable import A2A
@testable import HTTP

/// When a card is asked for as nobody, and when with credentials.
@Suite(.timeLimit(.minutes(1))) struct CardCredentialTests {
  private static let card = #"{"name":"A","url":"/rpc"}"#
  private static let place = "/.well-known/agent-card.json"

  /// A server that answers strangers at every place with `refusal`, and shows its card at `place` to who has `token-2`.
  private static func site<Value>(
    _ refusal: String, at place: String = place, _ body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          let isKnown = request.target == place && request["Authorization"] == "token-2"
          let isCurrent = isKnown && request["If-None-Match"] == "\"7\""
          try connection.send(
            isCurrent
              ? ScriptedServer.http("304 Not Modified", "")
              : isKnown ? ScriptedServer.http("200 OK", Self.card, fields: "ETag: \"7\"\r\n") : refusal)
        }
      }, whileRunning: body)
  }

  private static func fetch(
    _ server: ScriptedServer, _ path: String = "", by authorizer: some RequestAuthorizer,
    known: FetchedCard? = nil
  ) async throws -> CardFetcher.Answer {
    let fetcher = CardFetcher(
      client: HTTPClient(), authorizer: authorizer, deadlines: HTTPDeadlines(),
      limits: HTTPLimits(bodyBytes: 100_000))
    return try await fetcher.fetch(
      CardAddress(try WebURL(server.url + path)), known: known, within: .seconds(60))
  }

  private static func shown(_ server: ScriptedServer) -> [String?] {
    server.log.requests.map { $0["Authorization"] }
  }

  private static func refusal(_ status: String, _ fields: String = "") -> String {
    ScriptedServer.http(status, "no", fields: fields)
  }

  @Test func aPublicCardIsAskedForAsNobody() async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", Self.card)) { server in
      guard case .card(let card) = try await Self.fetch(server, by: Renewing(last: 2)) else {
        Issue.record("no card")
        return
      }
      #expect(!card.wantsCredentials)
      #expect(Self.shown(server) == [nil])
    }
  }

  /// Refused, it is asked for with credentials, and from then on with them at once.
  @Test(arguments: ["401 Unauthorized", "403 Forbidden"])
  func aCardForAcquaintancesIsAskedForWithCredentials(_ status: String) async throws {
    try await Self.site(Self.refusal(status)) { server in
      let authorizer = Renewing(last: 2)
      guard case .card(let card) = try await Self.fetch(server, by: authorizer) else {
        Issue.record("no card")
        return
      }
      #expect(card.wantsCredentials)
      #expect(Self.shown(server) == [nil, "token-1", "token-2"])
      guard case .unchanged = try await Self.fetch(server, by: authorizer, known: card) else {
        Issue.record("no answer to a conditional request")
        return
      }
      #expect(Self.shown(server) == [nil, "token-1", "token-2", "token-2"])
    }
  }

  @Test func refusedForGoodItSaysWhy() async throws {
    try await Self.site(Self.refusal("401 Unauthorized")) { server in
      let failure = await #expect(throws: CardFailure.self) {
        try await Self.fetch(server, "/card.json", by: Renewing(last: 1, words: "it has expired"))
      }
      #expect(failure?.isAboutCredentials == true)
      #expect(failure?.description.hasSuffix("or others than it got; it has expired") == true)
      #expect(Self.shown(server) == [nil, "token-1"])
    }
  }

  @Test func whoHasNothingToShowAsksOnce() async throws {
    try await Self.site(Self.refusal("401 Unauthorized")) { server in
      let failure = await #expect(throws: CardFailure.self) {
        try await Self.fetch(server, "/card.json", by: Anonymous())
      }
      #expect(failure?.description.contains("HTTP 401") == true)
      #expect(Self.shown(server) == [nil])
    }
  }

  /// What strangers are answered in place of a refusal.
  @Test(arguments: [
    ("404 Not Found", ""), ("400 Bad Request", ""), ("200 OK", ""),
    ("302 Found", "Location: https://login.example/\r\n"),
  ])
  func strangersMayBeAnsweredAnything(_ status: String, _ fields: String) async throws {
    try await Self.site(Self.refusal(status, fields), at: "/card.json") { server in
      let authorizer = Fixed()
      guard case .card(let card) = try await Self.fetch(server, "/card.json", by: authorizer) else {
        Issue.record("no card")
        return
      }
      #expect(card.wantsCredentials)
      #expect(Self.shown(server) == [nil, "token-2"])
    }
  }

  /// Servers repeat in the address where they lead what they were shown there. The proxy plays the agent, and would be
  /// asked for a way to the other origin.
  @Test func aKeyIsNotCarriedToAnotherOrigin() async throws {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          let path = request.target.dropFirst("http://a.example".count)
          try connection.send(
            path.contains("k=")
              ? ScriptedServer.http("301 Moved", "", fields: "Location: https://a.example\(path)\r\n")
              : ScriptedServer.http("404 Not Found", ""))
        }
      }
    ) { server in
      let environment = ["all_proxy": server.url]
      let fetcher = CardFetcher(
        client: HTTPClient(
          ClientSetup(
            policy: ConnectionPolicy(allowsPlainCredentials: true), proxies: Proxies { environment[$0] })),
        authorizer: KeyInQuery(), deadlines: HTTPDeadlines(), limits: HTTPLimits(bodyBytes: 100_000))
      let address = CardAddress(try WebURL("http://a.example/card.json"))
      await #expect(throws: CardFailure.self) { try await fetcher.fetch(address, within: .seconds(60)) }
      #expect(
        server.log.requests.map(\.target) == [
          "http://a.example/card.json", "http://a.example/card.json?k=key-1",
        ])
    }
  }

  @Test func secondLooksAreBounded() async throws {
    try await Self.site(Self.refusal("404 Not Found"), at: "/nowhere") { server in
      let address = CardAddress(try WebURL(server.url))
      let failure = await #expect(throws: CardFailure.self) { try await Self.fetch(server, by: Fixed()) }
      #expect(failure?.attempts.count == address.candidates.count)
      #expect(server.log.requests.count == address.candidates.count + CardFetcher.maxSecondLooks)
    }
  }

  /// Who can't be had credentials for is not asked a second time, and the first answer counts.
  @Test(arguments: [("401 Unauthorized", "the token is gone"), ("404 Not Found", "HTTP 404")])
  func credentialsMayBeMissing(_ status: String, _ words: String) async throws {
    try await Self.site(Self.refusal(status)) { server in
      let failure = await #expect(throws: CardFailure.self) {
        try await Self.fetch(server, "/card.json", by: Penniless())
      }
      #expect(failure?.description.contains(words) == true)
      #expect(Self.shown(server) == [nil])
    }
  }
}

/// Shows a key in the query of what is asked for over http.
private struct KeyInQuery: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    guard request.url.scheme == "http" else { return }
    request.url = request.url.replacing(QueryItem("k", "key-1"))
    request.shownSecrets.append(Secret("key-1"))
  }
}

/// Shows `token-2`.
private struct Fixed: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    request.fields["Authorization"] = "token-2"
  }
}
