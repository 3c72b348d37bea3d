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

/// Cards of real sockets: no agent waits for another.
@Suite(.timeLimit(.minutes(1))) struct AgentDirectoryTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private static func card(_ skills: String...) -> String {
    let skills = skills.map { #"{"id":"\#($0)","name":"\#($0)"}"# }.joined(separator: ",")
    let body = #"{"name":"Card","url":"/rpc","skills":[\#(skills)]}"#
    return "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// A card whose only interface is where nobody allowed it to be.
  private static let lie = response(
    #"{"name":"Card","url":"https://elsewhere.example/rpc","skills":[{"id":"x","name":"x"}]}"#)

  private static func response(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func directory(
    _ agents: [(name: String?, url: String)], stateDirectory: String? = nil, timing: Timing = .system,
    log: CollectingLog? = nil
  ) -> AgentDirectory {
    let settings = agents.map { name, url in
      var settings = AgentSettings(url: url)
      settings.name = name
      return settings
    }
    let logger = log?.logger ?? logger
    return AgentDirectory(
      AgentRoster(settings, logger: logger).agents,
      cache: CardCache(stateDirectory: stateDirectory, logger: logger), logger: logger, timing: timing)
  }

  /// Runs `directory` beside `body`.
  private static func running<Value: Sendable>(
    _ directory: AgentDirectory, _ body: () async -> Value
  ) async -> Value {
    await withDiscardingTaskGroup { group in
      group.addTask { await directory.run() }
      defer { group.cancelAll() }
      return await body()
    }
  }

  private static func skills(_ catalog: ToolCatalog) -> [String] {
    catalog.tools.map(\.name).filter { !$0.hasPrefix(ToolName.reservedPrefix) }
  }

  @Test func listsAllAgentsInTheOrderOfTheConfiguration() async throws {
    try await ScriptedServer.replying(Self.card("x", "y")) { first in
      try await ScriptedServer.replying(Self.card("x")) { second in
        let directory = Self.directory([("b", first.url), ("a", second.url)])
        let catalog = await Self.running(directory) { await directory.settledCatalog() }
        #expect(Self.skills(catalog) == ["b_x", "b_y", "a_x"])
      }
    }
  }

  @Test func agentsOfTheSameNameAreToldApart() async throws {
    try await ScriptedServer.replying(Self.card("x")) { first in
      try await ScriptedServer.replying(Self.card("x")) { second in
        let directory = Self.directory([(nil, first.url), (nil, second.url)])
        let names = Self.skills(await Self.running(directory) { await directory.settledCatalog() })
        #expect(Set(names).count == 2)
        #expect(names.allSatisfy { $0.hasPrefix("card_") && $0.hasSuffix("_x") })
      }
    }
  }

  @Test func aDeadAgentCostsOnlyItsOwnTools() async throws {
    let dead = try await ScriptedServer.replying("") { $0.url }
    try await ScriptedServer.replying(Self.card("x")) { server in
      let directory = Self.directory([("dead", dead), ("alive", server.url)])
      #expect(Self.skills(await Self.running(directory) { await directory.settledCatalog() }) == ["alive_x"])
    }
  }

  /// The names that the user gave the two agents; what is listed without the silent one, and once it has spoken.
  @Test(
    arguments: [
      ("silent", "alive", ["alive_x"], ["silent_x", "alive_x"]),
      // A name that was given stays: the later one goes by its address.
      (nil, nil, ["card_x"], ["card_#_x", "card_x"]),
    ] as [(String?, String?, [String], [String])])
  func aSilentAgentIsNotWaitedForAndJoinsLater(
    _ silentName: String?, _ aliveName: String?, _ early: [String], _ late: [String]
  ) async throws {
    try await Self.besideASilentAgent { silent, alive in
      let clock = ManualClock()
      let directory = Self.directory(
        [(silentName, silent.url), (aliveName, alive.url)], timing: clock.timing)
      let (changes, source) = AsyncStream<Void>.makeStream()
      directory.whenToolsChange { source.yield() }
      await Self.running(directory) {
        var change = changes.makeAsyncIterator()
        await change.next()
        // The patience, and the one whose card is known.
        await clock.sleepers(2)
        clock.advance(by: AgentDirectory.patience)
        // The patience is over once and for all: the second list waits for nothing.
        for _ in 1...2 { #expect(Self.skills(await directory.settledCatalog()) == early) }
        silent.release()
        await change.next()
        let fingerprint = Slug.fingerprint(silent.url)
        #expect(
          Self.skills(directory.currentCatalog) == late.map { $0.replacing("#", with: fingerprint) })
      }
    }
  }

  @Test func whoKnowsEnoughWaitsForNobodyElse() async throws {
    try await Self.besideASilentAgent { silent, alive in
      let directory = Self.directory([("silent", silent.url), ("alive", alive.url)])
      await directory.askAll { $0.target(of: "alive_x") != nil }
      #expect(Self.skills(directory.currentCatalog) == ["alive_x"])
      #expect(Self.skills(await directory.settledCatalog()) == ["alive_x"])
    }
  }

  /// Runs `body` with an agent that shows its card once it is released, and one that does so at once.
  private static func besideASilentAgent(
    _ body: (_ silent: ScriptedServer, _ alive: ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.replying(card("x")) { alive in
      try await ScriptedServer.serving { connection in
        try connection.readRequest()
        try connection.stall()
        try connection.send(card("x"))
      } whileRunning: { silent in
        try await body(silent, alive)
      }
    }
  }

  @Test func aLyingAgentIsAskedAgainAndTheLogHearsOfItOnce() async throws {
    let requests = Mutex(0)
    try await ScriptedServer.serving { connection in
      while true {
        try connection.readRequest()
        let count = requests.withLock { count in
          count += 1
          return count
        }
        try connection.send(count < 5 ? Self.lie : Self.card("x"))
      }
    } whileRunning: { server in
      let log = CollectingLog()
      let directory = Self.directory([("a", server.url)], timing: .impatient, log: log)
      let (changes, source) = AsyncStream<Void>.makeStream()
      directory.whenToolsChange { source.yield() }
      await Self.running(directory) {
        var change = changes.makeAsyncIterator()
        await change.next()
      }
      #expect(Self.skills(directory.currentCatalog) == ["a_x"])
      #expect(log.lines.count == 1)
      #expect(log.lines.first?.hasPrefix("warning agent=a agent not available: the card names no") == true)
    }
  }

  /// What the agent shows after the kept card with the skill `x`, and how many changes there are in all.
  @Test(arguments: [
    (#"{"name":"Card","url":"/rpc","skills":[{"id":"x","name":"x"}]}"#, 1),
    (#"{"name":"Card","url":"/other","version":"2","skills":[{"id":"x","name":"x"}]}"#, 1),
    (#"{"name":"Card","url":"/rpc","skills":[{"id":"y","name":"x"}]}"#, 2),
    (#"{"name":"Card","url":"/rpc","skills":[{"id":"x","name":"x","description":"New."}]}"#, 2),
  ])
  func onlyOtherToolsAreAChange(_ body: String, _ count: Int) async throws {
    try await TemporaryFolder.with { folder in
      let isFirst = Mutex(true)
      try await ScriptedServer.serving { connection in
        while true {
          try connection.readRequest()
          let isFirst = isFirst.withLock { isFirst in
            defer { isFirst = false }
            return isFirst
          }
          try connection.send(isFirst ? Self.card("x") : Self.response(body))
        }
      } whileRunning: { server in
        let earlier = Self.directory([("a", server.url)], stateDirectory: folder)
        _ = await Self.running(earlier) { await earlier.completeCatalog() }
        let clock = ManualClock()
        let directory = Self.directory([("a", server.url)], stateDirectory: folder, timing: clock.timing)
        let changes = Mutex(0)
        directory.whenToolsChange { changes.withLock { $0 += 1 } }
        // The patience, and the agent that has answered.
        await Self.running(directory) { await clock.sleepers(2) }
        #expect(changes.withLock { $0 } == count)
      }
    }
  }

  @Test func theLogHearsOnceOfMoreToolsThanHostsTake() async throws {
    let skills = (0..<60).map { #"{"id":"s\#($0)","name":"s"}"# }.joined(separator: ",")
    let card = Self.response(#"{"name":"Card","url":"/rpc","skills":[\#(skills)]}"#)
    try await ScriptedServer.replying(card) { server in
      let log = CollectingLog()
      let directory = Self.directory([("a", server.url), ("b", server.url)], log: log)
      await directory.askAll()
      #expect(directory.currentCatalog.tools.count == 123)
      #expect(log.lines.isEmpty)
      let serving = Self.directory(
        [("a", server.url), ("b", server.url)], timing: .impatient, log: log)
      _ = await Self.running(serving) { await serving.completeCatalog() }
      for _ in 1...2 { #expect(serving.currentCatalog.tools.count == 123) }
      #expect(log.lines.count == 1)
      #expect(log.lines.first?.hasPrefix("warning there are 123 tools") == true)
    }
  }

  @Test func oneCardDoesNotCrowdOutTheOthers() async throws {
    let skills = (0..<AgentSnapshot.maxSkills + 7).map { #"{"id":"s\#($0)","name":"s"}"# }
    let card = Self.response(
      #"{"name":"Card","url":"/rpc","skills":[\#(skills.joined(separator: ","))]}"#)
    try await ScriptedServer.replying(card) { server in
      let log = CollectingLog()
      let directory = Self.directory([("a", server.url)], log: log)
      await directory.askAll()
      #expect(Self.skills(directory.currentCatalog).count == AgentSnapshot.maxSkills)
      #expect(log.lines == ["warning agent=a 7 skills are left out; one agent has at most 1000 tools"])
      let report = try #require(directory.agents.first?.report(directory.currentCatalog))
      #expect(report.findings.map(\.severity) == [.ok, .warning])
      #expect(report.findings.last?.text.hasPrefix("7 skills are left out") == true)
    }
  }

  /// The bytes of the card beyond the limit, and whether there are tools.
  @Test(arguments: [(0, true), (1, false)])
  func aCardHasALimit(_ excess: Int, _ isTaken: Bool) async throws {
    let card = #"{"name":"Card","url":"/rpc","skills":[{"id":"x","name":"x"}]}"#
    let padding = String(repeating: " ", count: AgentLimits().cardBytes - card.utf8.count + excess)
    try await ScriptedServer.replying(Self.response(card + padding)) { server in
      let directory = Self.directory([("a", server.url)])
      await directory.askAll()
      #expect(Self.skills(directory.currentCatalog) == (isTaken ? ["a_x"] : []))
    }
  }

  @Test func theNextStartWaitsForNobody() async throws {
    try await TemporaryFolder.with { folder in
      let url = try await ScriptedServer.replying(Self.card("x")) { server in
        let directory = Self.directory([("a", server.url)], stateDirectory: folder)
        _ = await Self.running(directory) { await directory.settledCatalog() }
        return server.url
      }
      // The agent is gone; its tools are not.
      let directory = Self.directory([("a", url)], stateDirectory: folder)
      #expect(Self.skills(await Self.running(directory) { await directory.settledCatalog() }) == ["a_x"])
    }
  }

  @Test func manyCardsAtOnceLoseNone() async throws {
    try await ScriptedServer.replying(Self.card("x")) { server in
      let directory = Self.directory((0..<40).map { ("a\($0)", server.url) })
      let catalog = await Self.running(directory) { await directory.settledCatalog() }
      #expect(Self.skills(catalog) == (0..<40).map { "a\($0)_x" })
    }
  }

  @Test(arguments: ["ftp://a.example", "http://", "not a url"])
  func anAddressThatIsNoneIsLeftOut(_ url: String) {
    #expect(Self.directory([("a", url)]).agents.isEmpty)
  }

  // MARK: Refreshing

  /// An agent whose answers come in order, the last one again and again, and its directory on a clock of the test's.
  private static func refreshing(
    _ answers: [String], stateDirectory: String? = nil, log: CollectingLog? = nil,
    _ body: (AgentDirectory, ManualClock, ScriptedServer) async throws -> Void
  ) async throws {
    let count = Mutex(0)
    try await ScriptedServer.serving { connection in
      while true {
        try connection.readRequest()
        let index = count.withLock { count in
          defer { count += 1 }
          return min(count, answers.count - 1)
        }
        try connection.send(answers[index])
      }
    } whileRunning: { server in
      let clock = ManualClock()
      let directory = Self.directory(
        [("a", server.url + "/card.json")], stateDirectory: stateDirectory, timing: clock.timing, log: log)
      try await body(directory, clock, server)
    }
  }

  /// Runs `directory` until its agent has answered so many times; `wait` passes before each answer but the first.
  private static func rounds(
    _ count: Int, of directory: AgentDirectory, on clock: ManualClock, each wait: Duration
  ) async {
    await running(directory) {
      // The patience, and the agent that has answered.
      await clock.sleepers(2)
      clock.advance(by: AgentDirectory.patience)
      for _ in 1..<count {
        await clock.sleepers()
        clock.advance(by: wait)
      }
      await clock.sleepers()
    }
  }

  private static let minute = CardFreshness.shortest

  @Test func aChangedCardChangesTheTools() async throws {
    let answers = [Self.card("x"), "HTTP/1.1 304 Not Modified\r\n\r\n", Self.card("x", "y")]
    try await Self.refreshing(answers) { directory, clock, server in
      let changes = Mutex(0)
      directory.whenToolsChange { changes.withLock { $0 += 1 } }
      await Self.rounds(3, of: directory, on: clock, each: CardFreshness.standard.lifetime)
      #expect(Self.skills(directory.currentCatalog) == ["a_x", "a_y"])
      #expect(changes.withLock { $0 } == 2)
      #expect(server.log.requests.map { $0["If-None-Match"] } == [nil, "\"1\"", "\"1\""])
    }
  }

  @Test func aFailedRefreshKeepsTheOldCardAndTheLogHearsOfItOnce() async throws {
    let log = CollectingLog()
    let answers = [Self.card("x"), "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"]
    try await Self.refreshing(answers, log: log) { directory, clock, server in
      await Self.rounds(5, of: directory, on: clock, each: CardRhythm.refreshing.longest)
      #expect(Self.skills(directory.currentCatalog) == ["a_x"])
      #expect(server.log.requests.count == 5)
      #expect(log.lines.count == 1)
      #expect(
        log.lines.first?.hasPrefix("warning agent=a card not refreshed, the last one still serves: ") == true)
      #expect(directory.agents.first?.report(directory.currentCatalog).failure == .noCard)
    }
  }

  @Test func anAgentIsAskedWhenItsCardIsNoLongerFresh() async throws {
    let body = #"{"name":"Card","url":"/rpc"}"#
    let answer =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await Self.refreshing([answer]) { directory, clock, server in
      await Self.running(directory) {
        await clock.sleepers(2)
        clock.advance(by: .seconds(900))
        await clock.sleepers()
        #expect(server.log.requests.count == 1)
        clock.advance(by: .seconds(100))
        await server.log { $0.requests.count == 2 }
      }
    }
  }

  /// A wish is heard at once, the next one not before a minute has passed.
  @Test func aWishIsHeardOnceAMinute() async throws {
    try await Self.refreshing([Self.card("x")]) { directory, clock, server in
      let agent = try #require(directory.agents.first)
      await Self.running(directory) {
        await clock.sleepers(2)
        clock.advance(by: AgentDirectory.patience)
        agent.wantsRefresh()
        await server.log { $0.requests.count == 2 }
        await clock.sleepers()
        for _ in 1...3 { agent.wantsRefresh() }
        clock.advance(by: Self.minute - .seconds(1))
        await clock.sleepers()
        #expect(server.log.requests.count == 2)
        clock.advance(by: .seconds(1))
        await server.log { $0.requests.count == 3 }
      }
    }
  }

  /// That a card is not for strangers is known again after a restart.
  @Test(arguments: [true, false]) func whatACardWantsIsKept(_ wantsCredentials: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder, logger: Self.logger)
      let url = try WebURL("https://a.example/card.json")
      let card = try FetchedCard(
        url: url, wantsCredentials: wantsCredentials, document: ["name": "A", "url": "/rpc"])
      cache.keep(CardCache.Entry(card: card), for: AgentKey(url))
      #expect(cache.entry(for: AgentKey(url), at: url)?.card == card)
    }
  }

  /// The log hears once, when a card comes, that its agent wants others than it will get.
  @Test func whatACardWantsInVainIsTold() async throws {
    let body =
      #"{"name":"Card","url":"/rpc","skills":[{"id":"x","name":"x"}],"securitySchemes":{"k":{"type":"http"}}}"#
    let response = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await ScriptedServer.replying(response) { server in
      let log = CollectingLog()
      let directory = Self.directory([("a", server.url)], log: log)
      await directory.askAll()
      await directory.askAll()
      let words =
        "its calls may be refused: the card wants \"k\" (http bearer); no credentials are configured"
      #expect(log.lines.filter { $0.contains(words) }.count == 1)
    }
  }

  @Test(arguments: [("", true), ("Cache-Control: no-store\r\n", false)])
  func aCardIsKeptUnlessItsServerSaysNo(_ fields: String, _ isKept: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let body = #"{"name":"Card","url":"/rpc","skills":[{"id":"x","name":"x"}]}"#
      let forbidding = "HTTP/1.1 200 OK\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
      try await Self.refreshing([Self.card("x"), forbidding], stateDirectory: folder) { directory, clock, _ in
        await Self.rounds(2, of: directory, on: clock, each: CardFreshness.standard.lifetime)
        let agent = try #require(directory.agents.first)
        let cache = CardCache(stateDirectory: folder, logger: Self.logger)
        #expect((cache.entry(for: agent.key, at: agent.url) != nil) == isKept)
      }
    }
  }
}
