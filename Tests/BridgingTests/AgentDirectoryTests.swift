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

  private static func directory(
    _ agents: [(name: String?, url: String)], stateDirectory: String? = nil
  ) -> AgentDirectory {
    let settings = agents.map { name, url in
      var settings = AgentSettings(url: url)
      settings.name = name
      return settings
    }
    return AgentDirectory(
      RemoteAgent.all(settings, client: HTTPClient(), logger: logger),
      cache: CardCache(stateDirectory: stateDirectory, logger: logger), logger: logger)
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

  @Test func aSilentAgentIsNotWaitedForAndJoinsLater() async throws {
    try await ScriptedServer.replying(Self.card("x")) { alive in
      try await ScriptedServer.serving { connection in
        try connection.readRequest()
        try connection.stall()
        try connection.send(Self.card("y"))
      } whileRunning: { silent in
        let directory = Self.directory([("silent", silent.url), ("alive", alive.url)])
        await Self.running(directory) {
          #expect(Self.skills(await directory.settledCatalog()) == ["alive_x"])
          let (changes, change) = AsyncStream<Void>.makeStream()
          directory.whenToolsChange { change.yield() }
          silent.release()
          for await _ in changes { break }
          #expect(Self.skills(directory.currentCatalog) == ["silent_y", "alive_x"])
        }
      }
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
