import A2A
import HTTP
import Logging
import MCP
import Settings
import Synchronization
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
      AgentRoster(settings, client: HTTPClient(), logger: logger).agents,
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
        await clock.sleepers()
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
      let directory = Self.directory([("a", server.url)], timing: SkippedTime().timing, log: log)
      let changes = Mutex(0)
      directory.whenToolsChange { changes.withLock { $0 += 1 } }
      await directory.run()
      #expect(Self.skills(directory.currentCatalog) == ["a_x"])
      #expect(changes.withLock { $0 } == 1)
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
        await Self.directory([("a", server.url)], stateDirectory: folder, timing: SkippedTime().timing).run()
        let directory = Self.directory(
          [("a", server.url)], stateDirectory: folder, timing: SkippedTime().timing)
        let changes = Mutex(0)
        directory.whenToolsChange { changes.withLock { $0 += 1 } }
        await directory.run()
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
      #expect(directory.currentCatalog.tools.count == 122)
      #expect(log.lines.isEmpty)
      let serving = Self.directory(
        [("a", server.url), ("b", server.url)], timing: SkippedTime().timing, log: log)
      await serving.run()
      for _ in 1...2 { #expect(serving.currentCatalog.tools.count == 122) }
      #expect(log.lines.count == 1)
      #expect(log.lines.first?.hasPrefix("warning there are 122 tools") == true)
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
    let padding = String(repeating: " ", count: RemoteAgent.maxCardBytes - card.utf8.count + excess)
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
}
