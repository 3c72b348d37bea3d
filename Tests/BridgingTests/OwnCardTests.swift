import A2A
import FoundationEssentials
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

/// Agents whose cards the user has: nobody is asked for them, and what they say is trusted.
@Suite(.timeLimit(.minutes(1))) struct OwnCardTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private static func card(_ urls: [String], saying words: String = "", skills: String...) -> JSONValue {
    [
      "name": "Own", "version": "1", "description": .string(words),
      "supportedInterfaces": .array(
        urls.map { ["url": .string($0), "protocolBinding": "JSONRPC", "protocolVersion": "1.0"] }),
      "skills": .array(skills.map { ["id": .string($0)] }),
    ]
  }

  private static func settings(_ document: JSONValue, url: String? = nil, file: String? = nil)
    -> AgentSettings
  {
    var settings = AgentSettings(card: OwnCard(document: document, file: file))
    settings.url = url
    settings.name = "own"
    return settings
  }

  /// The addresses in the card, the agent's own, what is trusted, and where calls go first.
  static let cases: [(urls: [String], url: String?, trusted: [String], place: String)] = [
    (["https://a.example/rpc"], nil, ["https://a.example"], "https://a.example/rpc"),
    (
      ["https://a.example/rpc", "http://b.example:81/rpc"], nil,
      ["https://a.example", "http://b.example:81"],
      "https://a.example/rpc"
    ),
    (
      ["https://a.example/rpc"], "https://gateway.example/x",
      ["https://a.example", "https://gateway.example"],
      "https://a.example/rpc"
    ),
    (["rpc"], "https://gateway.example/x/", ["https://gateway.example"], "https://gateway.example/x/rpc"),
    (["http://localhost:9/rpc"], nil, ["http://localhost:9"], "http://localhost:9/rpc"),
    // A card that was copied from a place that does not know its own address.
    (
      ["http://localhost:9/rpc"], "https://gateway.example", ["https://gateway.example"],
      "https://gateway.example/rpc"
    ),
  ]

  @Test(arguments: cases) func itsAddressesAreTrusted(
    _ urls: [String], _ url: String?, _ trusted: [String], _ place: String
  ) async throws {
    var settings = Self.settings(Self.card(urls, skills: "x"), url: url)
    settings.allowedOrigins = ["https://more.example"]
    #expect(
      Set(try CardSource(settings).trusted.map(\.description)) == Set(trusted + ["https://more.example"]))
    let agent = try RemoteAgent(settings)
    let card = try #require(try await agent.fetchCard())
    agent.adopt(card)
    #expect(agent.snapshot?.url.description == place)
    #expect(try await agent.fetchCard() == nil)
  }

  @Test(
    arguments: [
      (card(["/rpc"]), nil, "its card has no whole address: a \"url\" is needed"),
      (
        ["name": "A"], nil,
        "what stands for its card is none: it names neither an interface, nor a \"url\", nor skills"
      ),
      (card(["https://a.example"]), "ftp://a.example", "Only http and https URLs are supported"),
    ] as [(JSONValue, String?, String)]) func whatCantBeCalledIsLeftOut(
      _ card: JSONValue, _ url: String?, _ reason: String
    )
  {
    let error = #expect(throws: RemoteAgent.Invalid.self) {
      try RemoteAgent(Self.settings(card, url: url))
    }
    #expect(error?.reason == reason)
  }

  @Test func nobodyIsAskedAndNothingIsKept() async throws {
    try await TemporaryFolder.with { folder in
      try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") { server in
        let settings = Self.settings(Self.card([server.url], skills: "x"))
        let directory = AgentDirectory(
          AgentRoster([settings], logger: Self.logger).agents,
          cache: CardCache(stateDirectory: folder, logger: Self.logger), logger: Self.logger,
          timing: ManualClock().timing)
        let names = await withDiscardingTaskGroup { group in
          group.addTask { await directory.run() }
          defer { group.cancelAll() }
          return await directory.completeCatalog().tools.map(\.name)
        }
        #expect(names.first == "own_x")
        #expect(server.log.requests.isEmpty)
        let kept = try TemporaryFolder.files(in: folder)
        #expect(kept.isEmpty)
      }
    }
  }

  /// A card whose skills stay the same is another card all the same.
  @Test func whoWatchesTheCardHearsOfEveryChange() async throws {
    try await TemporaryFolder.with { folder in
      let file = folder + "/card.json"
      func write(_ card: JSONValue) throws { try Data(card.serialized()).write(to: URL(filePath: file)) }
      let first = Self.card(["https://a.example"], skills: "x")
      try write(first)
      let clock = ManualClock()
      let directory = AgentDirectory(
        AgentRoster([Self.settings(first, file: file)], logger: Self.logger).agents,
        cache: CardCache(stateDirectory: nil, logger: Self.logger), logger: Self.logger, timing: clock.timing)
      let resources = AgentResources(directory: directory, ledger: TaskLedger(), timing: clock.timing)
      let (changes, source) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await directory.run() }
        defer { group.cancelAll() }
        await clock.sleepers(2)
        clock.advance(by: AgentDirectory.patience)
        group.addTask { await resources.watch("a2a://own/card") { source.yield() } }
        var change = changes.makeAsyncIterator()
        for words in ["one", "two"] {
          while directory.cardListeners == 0, !Task.isCancelled { await Task.yield() }
          try write(Self.card(["https://a.example"], saying: words, skills: "x"))
          clock.advance(by: CardFreshness.shortest)
          await change.next()
          await clock.sleepers()
        }
        let contents = try await resources.read("a2a://own/card")
        let last = Self.card(["https://a.example"], saying: "two", skills: "x")
        #expect(contents.map(\.body) == [.text(last.text)])
      }
    }
  }

  @Test func nobodyWatchesTheCardOfAnAgentThatThereIsNot() async {
    let directory = AgentDirectory(
      [], cache: CardCache(stateDirectory: nil, logger: Self.logger), logger: Self.logger)
    let resources = AgentResources(directory: directory, ledger: TaskLedger(), timing: SkippedTime().timing)
    for uri in ["a2a://own/card", "a2a://own/task/t", "https://a.example", ""] {
      await resources.watch(uri) { Issue.record("nothing changes") }
    }
    #expect(directory.cardListeners == 0)
  }

  @Test func aFileThatChangesChangesTheTools() async throws {
    try await TemporaryFolder.with { folder in
      let file = folder + "/card.json"
      func write(_ card: JSONValue) throws { try Data(card.serialized()).write(to: URL(filePath: file)) }
      let first = Self.card(["https://a.example"], skills: "x")
      try write(first)
      let clock = ManualClock()
      let log = CollectingLog()
      let directory = AgentDirectory(
        AgentRoster([Self.settings(first, file: file)], logger: log.logger).agents,
        cache: CardCache(stateDirectory: nil, logger: log.logger), logger: log.logger, timing: clock.timing)
      let changes = Mutex(0)
      directory.whenToolsChange { changes.withLock { $0 += 1 } }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await directory.run() }
        defer { group.cancelAll() }
        await clock.sleepers(2)
        clock.advance(by: AgentDirectory.patience)
        try write(Self.card(["https://a.example"], skills: "x", "y"))
        clock.advance(by: CardFreshness.shortest)
        await clock.sleepers()
        #expect(directory.currentCatalog.tools.map(\.name).prefix(2) == ["own_x", "own_y"])
        try FileManager.default.removeItem(atPath: file)
        clock.advance(by: CardFreshness.shortest)
        await clock.sleepers()
      }
      #expect(directory.currentCatalog.tools.map(\.name).prefix(2) == ["own_x", "own_y"])
      #expect(changes.withLock { $0 } == 2)
      #expect(log.lines.count == 1)
      #expect(log.lines.first?.hasSuffix("there is no such file") == true, "\(log.lines)")
    }
  }
}
