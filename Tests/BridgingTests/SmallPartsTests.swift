import A2A
import HTTP
import JSON
import Logging
import Settings
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Bridging

@Suite struct BackgroundWorkTests {
  @Test func runsAllThatWasStartedBeforeItEnds() async {
    let background = BackgroundWork()
    let count = Mutex(0)
    await withDiscardingTaskGroup { group in
      group.addTask { await background.run() }
      for _ in 0..<50 { background.start { count.withLock { $0 += 1 } } }
      background.finish()
    }
    #expect(count.withLock { $0 } == 50)
    #expect(!background.start {})
  }

  @Test func refusesWhatWouldOnlyPileUp() {
    let background = BackgroundWork()
    let taken = (0..<BackgroundWork.capacity + 10).count { _ in background.start {} }
    #expect(taken == BackgroundWork.capacity)
  }
}

@Suite struct CardCacheTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private static var url: WebURL { get throws { try WebURL("https://a.example") } }

  private static func card(_ name: String) throws -> FetchedCard {
    try FetchedCard(
      url: try WebURL("https://a.example/.well-known/agent-card.json"), etag: "\"1\"",
      document: ["name": .string(name), "url": "https://a.example", "x": [1]])
  }

  /// The query of an address may be a secret, and is found again in the configuration.
  @Test(arguments: [
    "https://a.example/agent", "https://a.example/agent?key=canary-8841", "https://a.example/?canary-8841",
  ])
  func keepsNoQuery(_ address: String) async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder, logger: Self.logger)
      let url = try WebURL(address)
      let agent = AgentKey(url)
      for place in CardAddress(url).candidates {
        let card = try FetchedCard(url: place, document: ["name": "A", "url": "https://a.example"])
        cache.keep(CardCache.Entry(card: card), for: agent)
        #expect(cache.entry(for: agent, at: url)?.card.url == place)
        for file in try TemporaryFolder.files(in: folder + "/cards") {
          #expect(!file.contains("canary"))
          let bytes = try FileSource.system.read(file, 1 << 20).bytes
          #expect(!String(decoding: bytes, as: UTF8.self).contains("canary"))
        }
      }
      let other = try WebURL(url.query == nil ? "https://b.example" : address + "2")
      #expect((cache.entry(for: agent, at: other) == nil) == (url.query != nil))
    }
  }

  @Test func givesBackWhatItKept() async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder + "/deep/er", logger: Self.logger)
      let agent = AgentKey(try WebURL("https://a.example"))
      #expect(cache.entry(for: agent, at: try Self.url) == nil)
      cache.keep(CardCache.Entry(card: try Self.card("A")), for: agent)
      cache.keep(CardCache.Entry(card: try Self.card("B")), for: agent)
      #expect(cache.entry(for: agent, at: try Self.url)?.card == (try Self.card("B")))
      #expect(cache.entry(for: AgentKey(try WebURL("https://b.example")), at: try Self.url) == nil)
      // The same address by another name is another agent.
      #expect(cache.entry(for: AgentKey(name: "a", try WebURL("https://a.example")), at: try Self.url) == nil)
      #expect(try TemporaryFolder.permissions(of: folder + "/deep/er/cards") == 0o700)
      let files = try TemporaryFolder.files(in: folder + "/deep/er/cards")
      #expect(files.count == 1)
      for file in files { #expect(try TemporaryFolder.permissions(of: file) == 0o600) }
    }
  }

  @Test(arguments: [
    "", "{", "[]", #"{"url":"https://a.example"}"#, #"{"url":"ftp://a","card":{"name":"A","url":"x"}}"#,
  ])
  func doesNotTrustWhatItCannotRead(_ contents: String) async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder, logger: Self.logger)
      let agent = AgentKey(try WebURL("https://a.example"))
      cache.keep(CardCache.Entry(card: try Self.card("A")), for: agent)
      for file in try TemporaryFolder.files(in: folder + "/cards") {
        try PrivateFile.replace(file, with: Array(contents.utf8))
      }
      #expect(cache.entry(for: agent, at: try Self.url) == nil)
    }
  }

  /// The bytes of the kept file: at the limit it is read, beyond it is not.
  @Test(arguments: [(0, true), (1, false)])
  func readsNoMoreThanItsLimit(_ excess: Int, _ isRead: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder, logger: Self.logger)
      let agent = AgentKey(try WebURL("https://a.example"))
      cache.keep(CardCache.Entry(card: try Self.card("A")), for: agent)
      let file = try #require(try TemporaryFolder.files(in: folder + "/cards").first)
      let kept = try FileSource.system.read(file, CardCache.maxBytes).bytes
      let padding = [UInt8](repeating: 0x20, count: CardCache.maxBytes - kept.count + excess)
      try PrivateFile.replace(file, with: kept + padding)
      #expect((cache.entry(for: agent, at: try Self.url) != nil) == isRead)
    }
  }

  @Test func keepsNothingWithoutAFolder() throws {
    let cache = CardCache(stateDirectory: nil, logger: Self.logger)
    cache.keep(CardCache.Entry(card: try Self.card("A")), for: AgentKey(try WebURL("https://a.example")))
    #expect(cache.entry(for: AgentKey(try WebURL("https://a.example")), at: try Self.url) == nil)
  }

  @Test func survivesAFolderThatCannotBe() throws {
    let cache = CardCache(stateDirectory: "/dev/null/x", logger: Self.logger)
    cache.keep(CardCache.Entry(card: try Self.card("A")), for: AgentKey(try WebURL("https://a.example")))
    #expect(cache.entry(for: AgentKey(try WebURL("https://a.example")), at: try Self.url) == nil)
  }
}
