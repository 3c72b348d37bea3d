import A2A
import Crypto
import Encodings
import Glibc
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
      let agent = AgentKey(try WebURL(Self.url))
      #expect(Self.pins(folder).contents(for: agent) == .nothing)
      let kept = PinFolder.Pins(cards: [.open: try Self.facts(), .extended: try Self.facts("x")])
      Self.pins(folder).keep(kept, for: agent)
      #expect(Self.pins(folder).contents(for: agent) == .pins(kept))
      #expect(Self.pins(folder).contents(for: AgentKey(try WebURL("https://other.example/"))) == .nothing)
      #expect(try TemporaryFolder.permissions(of: try Self.file(in: folder)) & 0o777 == 0o600)
    }
  }

  /// Whoever can write the file, but does not have the key, can only make it worthless.
  @Test func noticesWhoeverWritesIt() async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      Self.pins(folder).keep(PinFolder.Pins(cards: [.open: try Self.facts()]), for: agent)
      let file = try Self.file(in: folder)
      let text = String(decoding: try FileSource.system.read(file, 1 << 20).bytes, as: UTF8.self)
      let forgeries = [
        text.replacing("Looks ahead.", with: "Looks back."), text.replacing("k-1", with: "k-2"),
        text.replacing("\"version\":3", with: "\"version\":2"),
        text.replacing("\"version\":3", with: "\"version\":4"),
        text.replacing("https://weather.example", with: "https://evil.example"),
        text.replacing("\"code\":\"", with: "\"code\":\"0"), "{}", "", "[", "null",
        text.replacing("\"open\"", with: "\"extended\""),
        text.replacing("{\"cards\"", with: "{\"more\":1,\"cards\""),
      ]
      for forgery in forgeries {
        #expect(forgery != text)
        try PrivateFile.replace(file, with: Array(forgery.utf8))
        guard case .unclear = Self.pins(folder).contents(for: agent) else {
          Issue.record("\(forgery) is taken")
          continue
        }
      }
      // Another agent's is not this one's.
      let other = AgentKey(try WebURL("https://other.example/"))
      try PrivateFile.replace(file, with: [])
      Self.pins(folder).keep(PinFolder.Pins(cards: [.open: try Self.facts()]), for: other)
      let bytes = try TemporaryFolder.files(in: folder + "/pins").map {
        try FileSource.system.read($0, 1 << 20).bytes
      }.filter { !$0.isEmpty }
      try PrivateFile.replace(file, with: try #require(bytes.first))
      guard case .unclear = Self.pins(folder).contents(for: agent) else {
        Issue.record("another agent's file is taken")
        return
      }
      // Written anew, all is well.
      Self.pins(folder).keep(PinFolder.Pins(cards: [.open: try Self.facts()]), for: agent)
      #expect(
        Self.pins(folder).contents(for: agent) == .pins(PinFolder.Pins(cards: [.open: try Self.facts()])))
    }
  }

  @Test func isKeptForTheRunWhereThereIsNoFolder() throws {
    let log = CollectingLog()
    let pins = Self.pins(nil, log: log)
    let agent = AgentKey(try WebURL(Self.url))
    pins.keep(PinFolder.Pins(cards: [.open: try Self.facts()]), for: agent)
    pins.keep(PinFolder.Pins(cards: [.open: try Self.facts("x")]), for: agent)
    #expect(pins.contents(for: agent) == .pins(PinFolder.Pins(cards: [.open: try Self.facts("x")])))
    #expect(log.lines.count { $0.contains("noticed during this run only") } == 1)
  }

  /// A card of many words is still watched, though its words can't be shown.
  @Test func keepsTheDigestsOfWhatIsTooLong() async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      let words = String(repeating: "ä", count: CardFacts.Words.maxShown)
      let skills = (0..<4_000).map { number -> JSONValue in
        [
          "id": .string("s\(number)"), "name": .string(words), "description": .string(words),
          "tags": [.string(words)],
        ]
      }
      let facts = try CardJudgementTests.facts(["name": "Long", "url": "/a", "skills": .array(skills)])
      Self.pins(folder).keep(PinFolder.Pins(cards: [.open: facts]), for: agent)
      guard case .pins(let pins) = Self.pins(folder).contents(for: agent), let kept = pins.cards[.open] else {
        Issue.record("it is not kept")
        return
      }
      #expect(kept.skills.mapValues(\.digest) == facts.skills.mapValues(\.digest))
      #expect(kept.changes(to: facts).isEmpty)
    }
  }

  /// What lies there and can't be checked is not taken for nothing.
  @Test(arguments: ["mode", "bytes", "gone"]) func isNotForgottenWithItsKey(_ how: String) async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      let pins = PinFolder.Pins(cards: [.open: try Self.facts()])
      Self.pins(folder).keep(pins, for: agent)
      switch how {
      case "mode": #expect(unsafe chmod(folder + "/key", 0o644) == 0)
      case "bytes": try PrivateFile.replace(folder + "/key", with: [1, 2, 3])
      default: try PrivateFile.remove(folder + "/key")
      }
      let other = Self.pins(folder)
      guard case .unclear = other.contents(for: agent) else {
        Issue.record("\(other.contents(for: agent))")
        return
      }
      #expect((other.obstacle != nil) == (how != "gone"))
      // Accepted anew it holds for the run, and whoever asks is told that it is not kept.
      #expect((other.keep(pins, for: agent) != nil) == (how != "gone"))
      #expect(other.contents(for: agent) == .pins(pins))
      #expect((other.obstacle(for: agent) != nil) == (how != "gone"))
    }
  }

  /// What could not be kept stands until another process has kept something.
  @Test func whatOthersHaveKeptSinceHolds() async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      let (mine, others) = (Self.pins(folder), Self.pins(folder))
      try PrivateFile.replace(folder + "/pins", with: [])
      let old = PinFolder.Pins(cards: [.open: try Self.facts()])
      #expect(mine.keep(old, for: agent) != nil)
      #expect(mine.contents(for: agent) == .pins(old))
      try PrivateFile.remove(folder + "/pins")
      let new = PinFolder.Pins(cards: [.open: try Self.facts("x")])
      #expect(others.keep(new, for: agent) == nil)
      #expect(mine.contents(for: agent) == .pins(new))
      #expect(mine.obstacle(for: agent) == nil)
    }
  }

  /// Whatever the ids of the most skills are, what is written can be read.
  @Test func fitsIntoItsFile() async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      var facts = try Self.facts()
      let digest = String(repeating: "0", count: 64)
      // The ids that take most when they are written.
      for number in 10_000..<14_000 {
        let id = String(repeating: "\u{1}", count: CardFacts.maxID - 5) + "\(number)"
        facts.skills[CardFacts.key(ofSkill: id)] = CardFacts.Words(digest: digest, shown: [id, id, id, id])
      }
      let pins = PinFolder.Pins(cards: [.open: facts, .extended: facts])
      #expect(Self.pins(folder).keep(pins, for: agent) == nil)
      guard case .pins(let kept) = Self.pins(folder).contents(for: agent) else {
        Issue.record("it can't be read")
        return
      }
      #expect(kept.cards[.extended]?.skills.count == facts.skills.count)
    }
  }

  // MARK: The gate

  private static func gate(
    _ folder: String?, _ change: (inout CardSettings) -> Void = { _ in }
  ) throws -> CardGate {
    var settings = CardSettings()
    settings.keys = ["/keys.json"]
    change(&settings)
    return CardGate(AgentKey(try WebURL(Self.url)), settings, isLocal: false, pins: Self.pins(folder))
  }

  /// Who stops looking at signatures misses none, and has the same key again when they are looked at again.
  @Test func signaturesThatNobodyLooksAtAreNotMissed() async throws {
    try await TemporaryFolder.with { folder in
      var unsigned = try Self.facts()
      unsigned.keys = []
      #expect(try Self.gate(folder).judge(try Self.facts(), as: .open).isAccepted)
      #expect(try Self.gate(folder) { $0.signatures = .off }.judge(unsigned, as: .open) == .unchanged)
      #expect(try Self.gate(folder) { $0.keys = [] }.judge(unsigned, as: .open) == .unchanged)
      #expect(try Self.gate(folder).judge(unsigned, as: .open).withheld == .agent)
    }
  }

  /// What both cards say alike is accepted once.
  @Test func oneAcceptanceIsForBothCards() async throws {
    try await TemporaryFolder.with { folder in
      let first = try Self.gate(folder)
      _ = first.judge(try Self.facts(), as: .open)
      _ = first.judge(try Self.facts("For those it knows."), as: .extended)
      func moved(_ facts: CardFacts) -> CardFacts {
        var facts = facts
        facts.addresses = [CardFacts.Address(origin: "https://new.example", place: "/")]
        return facts
      }
      let second = try Self.gate(folder)
      #expect(second.judge(moved(try Self.facts()), as: .open).withheld == .agent)
      #expect(second.accept() == nil)
      #expect(second.judge(moved(try Self.facts("For those it knows.")), as: .extended) == .unchanged)
      var evil = moved(try Self.facts("For those it knows."))
      evil.addresses = [CardFacts.Address(origin: "https://evil.example", place: "/")]
      #expect(second.judge(evil, as: .extended).withheld == .agent)
    }
  }

  /// What is shown is what is accepted.
  @Test func knowsWhatWasShown() async throws {
    try await TemporaryFolder.with { folder in
      _ = try Self.gate(folder).judge(try Self.facts(), as: .open)
      let shown = try Self.gate(folder) { $0.onChange = .pin }
      _ = shown.judge(try Self.facts("New."), as: .open)
      #expect(!shown.isOtherThanShown)
      shown.noteShown()
      let same = try Self.gate(folder) { $0.onChange = .pin }
      _ = same.judge(try Self.facts("New."), as: .open)
      #expect(!same.isOtherThanShown)
      let other = try Self.gate(folder) { $0.onChange = .pin }
      #expect(other.judge(try Self.facts("Evil."), as: .open).withheld != .nothing)
      #expect(other.isOtherThanShown)
      #expect(same.accept() == nil)
      #expect(!other.isOtherThanShown)
    }
  }

  /// What is shown is what is accepted, also where nothing can be told of what was accepted before.
  @Test func knowsWhatWasShownOfAnAgentWhoseNoteIsLost() async throws {
    try await TemporaryFolder.with { folder in
      _ = try Self.gate(folder).judge(try Self.facts(), as: .open)
      try PrivateFile.remove(folder + "/key")
      let shown = try Self.gate(folder)
      #expect(shown.judge(try Self.facts(), as: .open).obstacle != nil)
      #expect(!shown.isOtherThanShown)
      shown.noteShown()
      #expect(!shown.isOtherThanShown)
      let other = try Self.gate(folder)
      #expect(other.judge(try Self.facts("Evil."), as: .open).withheld == .agent)
      #expect(other.isOtherThanShown)
      // Whoever writes such a note without the key has shown nothing that there is.
      let note = try #require(try TemporaryFolder.files(in: folder + "/shown").first)
      try PrivateFile.replace(note, with: Array("{}".utf8))
      #expect(shown.isOtherThanShown)
      #expect(shown.accept() == nil)
      #expect(!shown.isOtherThanShown)
      #expect(try Self.gate(folder).judge(try Self.facts(), as: .open) == .unchanged)
    }
  }

  /// A note of an earlier version says nothing of where an agent is: nothing of the agent is withheld for that.
  @Test(arguments: [1, 2, 3, 4]) func notesOfBefore(_ version: Int) async throws {
    try await TemporaryFolder.with { folder in
      let agent = AgentKey(try WebURL(Self.url))
      let key = KeyRing(stateDirectory: folder, logger: Samples.silence).key.key(for: .pins)
      var note: JSONObject = [
        "version": .number(JSONNumber(version)), "agent": .string(agent.digest), "cards": [:],
      ]
      let code = HMAC<SHA256>.authenticationCode(for: note.serialized(), using: key)
      note["code"] = .string(Array(code).hexadecimal)
      try PrivateFile.replace(agent.path(in: folder + "/pins"), with: note.serialized())
      let contents = Self.pins(folder).contents(for: agent)
      switch version {
      case 1, 2: #expect(contents == .nothing)
      case 3: #expect(contents == .pins(PinFolder.Pins()))
      default: if case .unclear = contents {} else { Issue.record("\(contents)") }
      }
    }
  }

  /// A key is noted as soon as it has signed a card, whatever becomes of the card's words.
  @Test(arguments: CardSettings.ChangePolicy.allCases)
  func notesWhoHasSignedOtherWords(_ policy: CardSettings.ChangePolicy) async throws {
    try await TemporaryFolder.with { folder in
      func judge(_ description: String, key: String?) throws -> CardJudgement {
        var facts = try Self.facts(description)
        facts.keys = key.map { [CardFacts.Key(name: $0, thumbprint: $0)] } ?? []
        return try Self.gate(folder) { $0.onChange = policy }.judge(facts, as: .open)
      }
      #expect(try judge("Looks ahead.", key: nil).isAccepted)
      let signed = try judge("Looks back.", key: "a")
      #expect(signed.withheld != .agent)
      #expect(signed.isAccepted == (policy == .accept))
      #expect(try judge("Looks back.", key: "a").isAccepted == false)
      #expect(try judge("Looks back.", key: "b").withheld == .agent)
      #expect(try judge("Looks back.", key: nil).withheld == .agent)
      // The words are still not the ones that were accepted.
      #expect(try judge("Looks back.", key: "a").changes.isEmpty == (policy == .accept))
    }
  }

  /// What an agent shows to those it knows is part of meeting it; what it shows later is not.
  @Test(arguments: CardSettings.ChangePolicy.allCases, ["at once", "refused", "later", "changed"])
  func theOtherCardIsPartOfTheFirstUse(_ policy: CardSettings.ChangePolicy, _ when: String) async throws {
    try await TemporaryFolder.with { folder in
      var gate = try Self.gate(folder) { $0.onChange = policy }
      #expect(gate.judge(try Self.facts(), as: .open).isAccepted)
      #expect(gate.judge(try Self.facts(), as: .open) == .unchanged)
      switch when {
      case "refused": gate.endFirstUse()
      case "later": gate = try Self.gate(folder) { $0.onChange = policy }
      case "changed": #expect(gate.judge(try Self.facts("Looks back."), as: .open).changes.count == 1)
      default: break
      }
      let judgement = gate.judge(try Self.facts("For those it knows."), as: .extended)
      let isWithheld = policy == .pin && when != "at once"
      #expect(judgement.withheld == (isWithheld ? .skills(besides: []) : .nothing))
      #expect(judgement.isAccepted == !isWithheld)
      #expect(gate.accept() == nil)
      #expect(gate.judge(try Self.facts("For those it knows."), as: .extended) == .unchanged)
    }
  }

  /// Nothing is accepted that can't be kept.
  @Test func saysWhatIsNotKept() throws {
    let gate = try Self.gate(nil)
    _ = gate.judge(try Self.facts(), as: .open)
    #expect(gate.obstacle == "there is no state directory")
    #expect(gate.accept() != nil)
  }
}
