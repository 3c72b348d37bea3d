import Glibc
import JSON
import TestSupport
import Testing

@testable import Bridging

@Suite struct SealTests {
  private static let claims: JSONObject = ["agent": "weather", "task": "t-1", "n": 7]

  private static func seal(in folder: String? = nil) -> Seal {
    Seal(keys: KeyRing(stateDirectory: folder, logger: Samples.silence))
  }

  @Test func opensWhatItSealed() throws {
    let seal = Self.seal()
    let text = try #require(seal.seal(Self.claims, for: .task))
    #expect(text.hasPrefix("v1."))
    #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"+/=\"".utf8.contains($0) })
    #expect(seal.open(text, for: .task) == Self.claims)
    #expect(seal.seal(Self.claims, for: .task) != text, "a text tells nothing of another")
  }

  @Test(arguments: SealingKey.Purpose.allCases, SealingKey.Purpose.allCases)
  func opensForItsPurposeOnly(_ made: SealingKey.Purpose, _ used: SealingKey.Purpose) throws {
    let seal = Self.seal()
    let text = try #require(seal.seal(Self.claims, for: made))
    #expect((seal.open(text, for: used) != nil) == (made == used))
  }

  @Test func opensNothingThatWasChanged() throws {
    let seal = Self.seal()
    let text = Array(try #require(seal.seal(Self.claims, for: .requestState)).utf8)
    for index in text.indices {
      var changed = text
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let opened = seal.open(String(decoding: changed, as: UTF8.self), for: .requestState)
      #expect(opened == nil, "byte \(index)")
    }
    let sealed = String(decoding: text, as: UTF8.self)
    for other in [sealed + "=", sealed + " ", "v1. " + sealed.dropFirst(3)] {
      #expect(seal.open(other, for: .requestState) == nil)
    }
    for count in 0..<text.count - 1 {
      #expect(seal.open(String(decoding: text.prefix(count), as: UTF8.self), for: .requestState) == nil)
    }
  }

  @Test(arguments: [
    "", "v1.", "v1.AAAA", "v2.AAAA", "v1.!!!!", "\u{0}", String(repeating: "A", count: 10_000),
  ])
  func opensNoOthersText(_ text: String) {
    #expect(Self.seal().open(text, for: .task) == nil)
  }

  @Test func opensNoOtherKeysText() throws {
    let text = try #require(Self.seal().seal(Self.claims, for: .task))
    #expect(Self.seal().open(text, for: .task) == nil)
  }

  @Test func staysShort() throws {
    let longest = JSONValue.string(String(repeating: "x", count: 1_024))
    let seal = Self.seal()
    let text = try #require(seal.seal(["tk": longest, "cx": longest], for: .task))
    #expect(text.utf8.count <= Seal.maxBytes)
    #expect(seal.seal(["tk": longest, "cx": longest, "more": longest], for: .task) == nil)
  }
}

@Suite struct KeyRingTests {
  @Test func writesNothingBeforeItIsNeeded() async throws {
    try await TemporaryFolder.with { folder in
      let handles = Handles(stateDirectory: folder + "/state", logger: Samples.silence)
      let before = try TemporaryFolder.files(in: folder)
      #expect(before == [])
      _ = try? handles.task("v1.AAAA")
      let after = try TemporaryFolder.files(in: folder + "/state")
      #expect(after == [folder + "/state/key"])
    }
  }

  @Test func isTheSameForAllThatStartAtOnce() async throws {
    try await TemporaryFolder.with { folder in
      let ids = await (0..<32).concurrentMap { _ in
        KeyRing(stateDirectory: folder, logger: Samples.silence).key.id
      }
      #expect(Set(ids).count == 1)
      let files = try TemporaryFolder.files(in: folder)
      #expect(files == [folder + "/key"])
      let permissions = try TemporaryFolder.permissions(of: folder + "/key")
      #expect(permissions == 0o600)
      #expect(KeyRing(stateDirectory: folder, logger: Samples.silence).key.id == ids[0])
    }
  }

  @Test func isItsOwnWithoutADirectory() {
    let rings = (0..<2).map { _ in KeyRing(stateDirectory: nil, logger: Samples.silence) }
    #expect(rings[0].key.id != rings[1].key.id)
    #expect(rings[0].key.id == rings[0].key.id)
  }

  /// Only root can give a file away.
  @Test(.enabled(if: geteuid() == 0)) func doesNotUseAnothersKey() async throws {
    try await TemporaryFolder.with { folder in
      let first = KeyRing(stateDirectory: folder, logger: Samples.silence).key.id
      try Shell.run("chown 1000 \(folder)/key")
      let ring = KeyRing(stateDirectory: folder, logger: Samples.silence)
      #expect(ring.key.id != first)
      #expect(ring.obstacle?.hasSuffix("/key is not used: it belongs to another user") == true)
    }
  }

  @Test(arguments: [
    ("chmod 640 key", "others than its owner may use it"),
    ("chmod 602 key", "others than its owner may use it"),
    ("printf short > key", "it does not hold 32 bytes"), ("printf x >> key", "it does not hold 32 bytes"),
    ("head -c 100 /dev/zero > key", "it does not hold 32 bytes"),
    ("rm key && mkdir key", "it is not a regular file"), ("rm key && mkfifo key", "it is not a regular file"),
  ]) func doesNotUseWhatItCannotTrust(_ command: String, _ reason: String) async throws {
    try await TemporaryFolder.with { folder in
      let first = KeyRing(stateDirectory: folder, logger: Samples.silence).key.id
      try Shell.run("cd \(folder) && \(command)")
      let log = CollectingLog()
      let ring = KeyRing(stateDirectory: folder, logger: log.logger)
      #expect(ring.key.id != first)
      #expect(ring.key.id == ring.key.id)
      #expect(log.lines.count == 1)
      #expect(log.lines.first?.hasSuffix("\(folder)/key: \(reason)") == true)
    }
  }
}
