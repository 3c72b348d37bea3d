import A2A
import HTTP
import JSON
import Logging
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Agents that show another card to those they know.
@Suite(.timeLimit(.minutes(1))) struct ExtendedCardTests {
  private static func card(_ skills: String..., extended: Bool = true, url: String = "/rpc") -> JSONValue {
    [
      "name": "Card", "version": "1",
      "supportedInterfaces": [["url": .string(url), "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]],
      "capabilities": ["extendedAgentCard": .bool(extended)],
      "skills": .array(skills.map { ["id": .string($0)] }),
    ]
  }

  private static func answer(_ json: JSONValue) -> String {
    let body = json.text
    return "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func result(_ json: JSONValue) -> String {
    answer(["jsonrpc": "2.0", "id": "1", "result": json])
  }

  private static let refusal = answer([
    "jsonrpc": "2.0", "id": "1", "error": ["code": -32_007, "message": "not configured"],
  ])

  /// Runs `body` with a directory of one agent, which shows `cards` and answers calls with `extended`, in order.
  private static func agent(
    cards: [JSONValue], extended: [String], hasCredentials: Bool = true, folder: String? = nil,
    onChange: CardSettings.ChangePolicy = .warn, log: CollectingLog = CollectingLog(),
    _ body: (AgentDirectory, ManualClock, ScriptedServer) async throws -> Void
  ) async throws {
    let counts = Mutex((cards: 0, calls: 0))
    try await ScriptedServer.serving { connection in
      while true {
        let isCall = try connection.readRequest().method == "POST"
        let answer = counts.withLock { counts in
          defer { if isCall { counts.calls += 1 } else { counts.cards += 1 } }
          return isCall
            ? extended[min(counts.calls, extended.count - 1)]
            : Self.answer(cards[min(counts.cards, cards.count - 1)])
        }
        try connection.send(answer)
      }
    } whileRunning: { server in
      var settings = AgentSettings(url: server.url + "/card.json")
      settings.name = "a"
      settings.cardTrust.onChange = onChange
      if hasCredentials { settings.credential = .bearer(.value(Secret("t0k3n"))) }
      let clock = ManualClock()
      let directory = AgentDirectory(
        AgentRoster([settings], logger: log.logger).agents,
        cache: CardCache(stateDirectory: folder, logger: log.logger), logger: log.logger, timing: clock.timing
      )
      try await body(directory, clock, server)
    }
  }

  private static func skills(_ directory: AgentDirectory) -> [String] {
    directory.currentCatalog.tools.map(\.name).filter { !$0.hasPrefix(ToolName.reservedPrefix) }
  }

  @Test func isUsedInPlaceOfThePublicOneAndNotKept() async throws {
    try await TemporaryFolder.with { folder in
      let cards = [Self.card("x")]
      let extended = [Self.result(Self.card("x", "secret"))]
      try await Self.agent(cards: cards, extended: extended, folder: folder) { directory, clock, server in
        await withDiscardingTaskGroup { group in
          group.addTask { await directory.run() }
          defer { group.cancelAll() }
          await clock.sleepers(2)
        }
        #expect(Self.skills(directory) == ["a_x", "a_secret"])
        let call = try #require(server.log.requests.last)
        #expect(call["Authorization"] == "Bearer t0k3n")
        #expect(try JSONValue(parsing: call.body)["method"]?.string == "GetExtendedAgentCard")
        let agent = try #require(directory.agents.first)
        let kept = CardCache(stateDirectory: folder, logger: CollectingLog().logger).entry(
          for: agent.key, at: agent.url)?
          .card
        #expect(kept?.card.skills.map(\.id) == ["x"])
        let report = agent.report(directory.currentCatalog)
        #expect(report.lines.contains("  extended    in use"))
        #expect(report.findings.map(\.severity) == [.ok])
      }
    }
  }

  /// The public card, what the agent answers, whether there are credentials; the tools, and what is said.
  static let cases: [(card: JSONValue, answer: String, hasCredentials: Bool, calls: Int, words: String)] = [
    (card("x", extended: false), result(card("secret")), true, 0, ""),
    (card("x"), result(card("secret")), false, 0, "for those it knows; no credentials are configured"),
    (card("x"), result(["name": "login"]), true, 1, "not used: what the agent answered is not a card"),
    (
      card("x"), result(card("secret", url: "https://elsewhere.example")), true, 1,
      "not used: it names no interface that can be used"
    ),
    (card("x"), refusal, true, 1, "not used: the agent answered error -32007"),
  ]

  @Test(arguments: cases) func aFailureIsNeverFatal(
    _ card: JSONValue, _ answer: String, _ hasCredentials: Bool, _ calls: Int, _ words: String
  ) async throws {
    let log = CollectingLog()
    try await Self.agent(cards: [card], extended: [answer], hasCredentials: hasCredentials, log: log) {
      directory, _, server in
      await directory.askAll()
      #expect(Self.skills(directory) == ["a_x"])
      #expect(server.log.requests.count { $0.method == "POST" } == calls)
      let report = try #require(directory.agents.first?.report(directory.currentCatalog))
      #expect(report.failure == nil)
      #expect(report.lines.contains { $0.hasPrefix("  extended    " + words) } == !words.isEmpty)
      #expect(
        report.findings.contains { $0.text.hasPrefix("its extended card is not used: ") } == (calls > 0))
      #expect(log.lines.count == calls)
    }
  }

  /// Whoever may be another is not shown who the user is, until the user has accepted it.
  @Test func isNotAskedForWhileThePublicOneIsWithheld() async throws {
    let first = Self.card("x")
    var changed = try #require(first.object)
    changed["description"] = "Now something else."
    let cards = [first, .object(changed)]
    try await Self.agent(cards: cards, extended: [Self.result(first)], onChange: .pin) {
      directory, _, server in
      func calls() -> Int { server.log.requests.count { $0.method == "POST" } }
      await directory.askAll()
      #expect(calls() == 1)
      await directory.askAll()
      #expect(calls() == 1)
      // What was accepted of the other card goes on.
      #expect(Self.skills(directory) == ["a_x"])
      #expect(server.log.requests.filter { $0["Authorization"] != nil }.count == 1)
      await directory.accept(try #require(directory.agents.first))
      await directory.askAll()
      #expect(calls() == 2)
      #expect(Self.skills(directory) == ["a_x"])
    }
  }

  /// With `pin`, what it shows for the first time long after it was met is not what was accepted.
  @Test(arguments: [CardSettings.ChangePolicy.warn, .pin])
  func isNoWayRoundTheWordsThatWereAccepted(_ policy: CardSettings.ChangePolicy) async throws {
    let extended = [Self.refusal, Self.result(Self.card("x", "new"))]
    try await Self.agent(cards: [Self.card("x")], extended: extended, onChange: policy) {
      directory, _, _ in
      await directory.askAll()
      #expect(Self.skills(directory) == ["a_x"])
      await directory.askAll()
      #expect(Self.skills(directory) == (policy == .pin ? ["a_x"] : ["a_x", "a_new"]))
      await directory.accept(try #require(directory.agents.first))
      #expect(Self.skills(directory) == ["a_x", "a_new"])
    }
  }

  /// A card that nobody has signed is not used where somebody must have, and one whose signature ends goes.
  @Test func onesThatAreNotSignedAreNotUsed() throws {
    let card = try FetchedCard(url: try WebURL("https://a.example"), document: Self.card("x"))
    let old = ExtendedCard.used(card, .verified(key: "k"))
    #expect(ExtendedCard.refused("busy").after(old).card == card)
    #expect(ExtendedCard.distrusted("its card is not signed").after(old).card == nil)
    #expect(ExtendedCard.distrusted("x").refusal == "x")
    #expect(old.signature == .verified(key: "k"))
  }

  /// What the agent shows to those it knows stays when it is once refused, and follows the public card.
  @Test func isRefreshedAndOutlivesARefusal() async throws {
    let log = CollectingLog()
    let cards = [
      Self.card("x"), Self.card("x"), Self.card("x"), Self.card("y"), Self.card("y", extended: false),
    ]
    let extended = [
      Self.result(Self.card("x", "s")), Self.refusal, Self.refusal, Self.result(Self.card("y", "s")),
    ]
    try await Self.agent(cards: cards, extended: extended, log: log) { directory, clock, _ in
      var seen: [[String]] = []
      await withDiscardingTaskGroup { group in
        group.addTask { await directory.run() }
        defer { group.cancelAll() }
        await clock.sleepers(2)
        clock.advance(by: AgentDirectory.patience)
        for _ in cards {
          await clock.sleepers()
          seen.append(Self.skills(directory))
          clock.advance(by: CardFreshness.standard.lifetime)
        }
      }
      #expect(seen == [["a_x", "a_s"], ["a_x", "a_s"], ["a_x", "a_s"], ["a_y", "a_s"], ["a_y"]])
      let refusals = log.lines.filter { !$0.contains("its card is not the one that was accepted") }
      #expect(refusals.count == 1)
      #expect(refusals.first?.hasPrefix("warning agent=a its extended card is not used: ") == true)
    }
  }
}
