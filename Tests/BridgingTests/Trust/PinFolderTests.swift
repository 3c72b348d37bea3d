import A2A
import HTTP
import JSON
import Logging
import Settings
import Storage
import TestSupport
import Testing

@testable import Bridging

/// What is kept of what the user has accepted.
@Suite struct PinFolderTests {
  private static let url = "https://weather.example/"

  private static func pins(_ folder: String?, log: CollectingLog = CollectingLog()) -> PinFolder {
    PinFolder(
      stateDirectory: folder, keys: KeyRing(stateDirectory: folder, logger: log.logger), logger: log.logger)
  }

  private static func facts(_ description: String = "Looks ahead.") throws -> CardFacts {
    try CardJudgementTests.facts(
      [
        "name": "Weather", "url": "https://weather.example/a2a",
        "securitySchemes": ["k": ["type": "mutualTLS"]],
        "skills": [["id": "forecast", "name": "Forecast", "description": .string(description)]],
      ], key: "k-1")
  }

  private static func file(in folder: String) throws -> String {
    try #require(try TemporaryFolder.files(in: folder + "/pins").first)
  }

  @Test func outlivesTheProcess() async throws {
    try await TemporaryFolder.with { folder in
      let url = try WebURL(Self.url)
      #expect(Self.pins(folder).contents(for: url) == .nothing)
      let kept: PinFolder.Pins = [.open: try Self.facts(), .extended: try Self.facts("x")]
      Self.pins(folder).keep(kept, for: url)
      #expect(Self.pins(folder).contents(for: url) == .pins(kept))
      #expect(Self.pins(folder).contents(for: try WebURL("https://other.example/")) == .nothing)
      #expect(try TemporaryFolder.permissions(of: try Self.file(in: folder)) & 0o777 == 0o600)
    }
  }

  /// Whoever can write the file, but does not have the key, can only make it worthless.
  @Test func noticesWhoeverWritesIt() async throws {
    try await TemporaryFolder.with { folder in
      let url = try WebURL(Self.url)
      Self.pins(folder).keep([.open: try Self.facts()], for: url)
      let file = try Self.file(in: folder)
      let text = String(decoding: try FileSource.system.read(file, 1 << 20).bytes, as: UTF8.self)
      let forgeries = [
        text.replacing("Looks ahead.", with: "Looks back."), text.replacing("k-1", with: "k-2"),
        text.replacing("\"version\":1", with: "\"version\":2"),
        text.replacing("https://weather.example", with: "https://evil.example"),
        text.replacing("\"code\":\"", with: "\"code\":\"0"), "{}", "", "[", "null",
        text.replacing("\"open\"", with: "\"extended\""),
        text.replacing("{\"version\"", with: "{\"more\":1,\"version\""),
      ]
      for forgery in forgeries {
        #expect(forgery != text)
        try PrivateFile.replace(file, with: Array(forgery.utf8))
        guard case .unclear = Self.pins(folder).contents(for: url) else {
          Issue.record("\(forgery) is taken")
          continue
        }
      }
      // Another agent's is not this one's.
      let other = try WebURL("https://other.example/")
      try PrivateFile.replace(file, with: [])
      Self.pins(folder).keep([.open: try Self.facts()], for: other)
      let bytes = try TemporaryFolder.files(in: folder + "/pins").map {
        try FileSource.system.read($0, 1 << 20).bytes
      }.filter { !$0.isEmpty }
      try PrivateFile.replace(file, with: try #require(bytes.first))
      guard case .unclear = Self.pins(folder).contents(for: url) else {
        Issue.record("another agent's file is taken")
        return
      }
      // Written anew, all is well.
      Self.pins(folder).keep([.open: try Self.facts()], for: url)
      #expect(Self.pins(folder).contents(for: url) == .pins([.open: try Self.facts()]))
    }
  }

  @Test func isKeptForTheRunWhereThereIsNoFolder() throws {
    let log = CollectingLog()
    let pins = Self.pins(nil, log: log)
    let url = try WebURL(Self.url)
    pins.keep([.open: try Self.facts()], for: url)
    pins.keep([.open: try Self.facts("x")], for: url)
    #expect(pins.contents(for: url) == .pins([.open: try Self.facts("x")]))
    #expect(log.lines.count { $0.contains("noticed during this run only") } == 1)
  }

  /// A card of many words is still watched, though its words can't be shown.
  @Test func keepsTheDigestsOfWhatIsTooLong() async throws {
    try await TemporaryFolder.with { folder in
      let url = try WebURL(Self.url)
      let words = String(repeating: "ä", count: CardFacts.Words.maxShown)
      let skills = (0..<4_000).map { number -> JSONValue in
        [
          "id": .string("s\(number)"), "name": .string(words), "description": .string(words),
          "tags": [.string(words)],
        ]
      }
      let facts = try CardJudgementTests.facts(["name": "Long", "url": "/a", "skills": .array(skills)])
      Self.pins(folder).keep([.open: facts], for: url)
      guard case .pins(let pins) = Self.pins(folder).contents(for: url), let kept = pins[.open] else {
        Issue.record("it is not kept")
        return
      }
      #expect(kept.skills.mapValues(\.digest) == facts.skills.mapValues(\.digest))
      #expect(kept.changes(to: facts).isEmpty)
    }
  }
}
