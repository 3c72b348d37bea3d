import A2A
import HTTP
import JSON
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Bridging

@Suite struct GateTests {
  @Test func letsThroughWhenItOpens() async {
    let gate = Gate()
    let clock = ManualClock()
    await withDiscardingTaskGroup { group in
      for _ in 0..<10 {
        group.addTask {
          await gate.wait(atMost: .seconds(2)) { duration throws(CancellationError) in
            do { try await clock.sleep(for: duration) } catch { throw CancellationError() }
          }
        }
      }
      gate.open()
    }
    #expect(gate.isOpen)
    gate.open()  // Once more does no harm.
  }

  @Test func doesNotHoldLongerThanItsLimit() async {
    let gate = Gate()
    let time = SkippedTime()
    await gate.wait(atMost: .seconds(2), sleep: time.timing.sleep)
    #expect(!gate.isOpen)
    #expect(time.waits == [.seconds(2)])
  }

  @Test func letsGoOfWhoIsCancelled() async {
    let gate = Gate()
    await withDiscardingTaskGroup { group in
      group.addTask {
        await gate.wait(atMost: .seconds(3_600)) { duration throws(CancellationError) in
          do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
        }
      }
      group.cancelAll()
    }
    #expect(!gate.isOpen)
  }
}

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

@Suite struct TaskLedgerTests {
  @Test func forgetsTheOldestFirst() {
    let ledger = TaskLedger()
    for index in 0..<TaskLedger.capacity + 3 { ledger.note("t-\(index)", TaskLedger.Entry(agent: "a")) }
    #expect(ledger["t-2"] == nil)
    #expect(ledger["t-3"] != nil)
    #expect(ledger["t-\(TaskLedger.capacity + 2)"] != nil)
  }

  @Test func keepsWhatALaterNoteDoesNotSay() {
    let ledger = TaskLedger()
    ledger.note("t", TaskLedger.Entry(agent: "a", contextID: "c", tool: "a_x"))
    ledger.note("t", TaskLedger.Entry(agent: "a"))
    #expect(ledger["t"] == TaskLedger.Entry(agent: "a", contextID: "c", tool: "a_x"))
  }
}

@Suite struct CardCacheTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private static func card(_ name: String) throws -> FetchedCard {
    try FetchedCard(
      url: try WebURL("https://a.example/.well-known/agent-card.json"), etag: "\"1\"",
      document: ["name": .string(name), "url": "https://a.example", "x": [1]])
  }

  @Test func givesBackWhatItKept() async throws {
    try await TemporaryFolder.with { folder in
      let cache = CardCache(stateDirectory: folder + "/deep/er", logger: Self.logger)
      let url = try WebURL("https://a.example")
      #expect(cache.card(for: url) == nil)
      cache.keep(try Self.card("A"), for: url)
      cache.keep(try Self.card("B"), for: url)
      #expect(cache.card(for: url) == (try Self.card("B")))
      #expect(cache.card(for: try WebURL("https://b.example")) == nil)
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
      let url = try WebURL("https://a.example")
      cache.keep(try Self.card("A"), for: url)
      for file in try TemporaryFolder.files(in: folder + "/cards") {
        try PrivateFile.replace(file, with: Array(contents.utf8))
      }
      #expect(cache.card(for: url) == nil)
    }
  }

  @Test func keepsNothingWithoutAFolder() throws {
    let cache = CardCache(stateDirectory: nil, logger: Self.logger)
    cache.keep(try Self.card("A"), for: try WebURL("https://a.example"))
    #expect(cache.card(for: try WebURL("https://a.example")) == nil)
  }

  @Test func survivesAFolderThatCannotBe() throws {
    let cache = CardCache(stateDirectory: "/dev/null/x", logger: Self.logger)
    cache.keep(try Self.card("A"), for: try WebURL("https://a.example"))
    #expect(cache.card(for: try WebURL("https://a.example")) == nil)
  }
}
