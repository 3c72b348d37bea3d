import A2A
import Crypto
import Encodings
import FoundationEssentials
import HTTP
import JSON
import Logging
import MCP
import Settings
import Storage
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Agents whose cards are signed, as a2a-sdk does it, and what becomes of them when they are not any more.
@Suite(.timeLimit(.minutes(1))) struct SignedAgentTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "A2ATests/Fixtures/signed")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: fixtures.appending(path: name)))
  }

  /// A card, how it is spoilt, and what of it is shown now.
  private final class Stage: Sendable {
    private let text: Mutex<String>
    init(_ name: String) throws { text = Mutex(String(decoding: try bytes(name), as: UTF8.self)) }
    var current: String {
      get { text.withLock { $0 } }
      set { text.withLock { $0 = newValue } }
    }
  }

  /// Runs `body` with the URL of an agent that shows what is on the stage, and a folder with the signer's keys.
  private static func agent(
    _ name: String = "a2a-sdk-1.3.0-ES256.json",
    _ body: (Stage, _ url: String, _ folder: String) async throws -> Void
  ) async throws {
    let stage = try Stage(name)
    try await TemporaryFolder.with { folder in
      try PrivateFile.replace(folder + "/keys.json", with: try bytes("keys.json"))
      try await ScriptedServer.serving { connection in
        while true {
          _ = try connection.readRequest()
          let text = stage.current
          try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
      } whileRunning: { server in
        try await body(stage, server.url + "/card.json", folder)
      }
    }
  }

  private static func directory(
    _ url: String, _ folder: String, _ policy: CardSettings.SignaturePolicy = .require,
    log: CollectingLog = CollectingLog()
  ) -> AgentDirectory {
    var settings = AgentSettings(url: url)
    settings.name = "a"
    settings.cardTrust.signatures = policy
    settings.cardTrust.keys = [folder + "/keys.json"]
    let pins = PinFolder(
      stateDirectory: folder, keys: KeyRing(stateDirectory: folder, logger: log.logger), logger: log.logger)
    return AgentDirectory(
      AgentRoster([settings], pins: pins, logger: log.logger).agents,
      cache: CardCache(stateDirectory: folder, logger: log.logger), logger: log.logger)
  }

  /// What is pinned is the agent's key, and the certificate is shown to the agent.
  @Test(arguments: ["pins", "certificate"]) func keyServersAreNoAgents(_ what: String) async throws {
    try await Self.agent { _, url, folder in
      try await TLSServer.running { server in
        var settings = AgentSettings(url: url)
        settings.cardTrust.signatures = .require
        settings.cardTrust.keys = ["https://127.0.0.1:\(server.port)/jwks"]
        settings.tls.authorities = TLSServer.file("authority.pem")
        if what == "pins" {
          settings.tls.pins = ["sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
        } else {
          settings.tls.certificate = TLSServer.file("missing.pem")
        }
        let agent = try RemoteAgent(settings)
        let failure = await #expect(throws: CardFailure.self) { try await agent.fetchCard() }
        // It answers with something else than keys, but it has been asked.
        #expect(
          failure?.description.contains("\(server.port)/jwks: ") == true, "\(failure?.description ?? "")")
        #expect(failure?.description.contains("TLS") == false)
      }
    }
  }

  private static func tools(_ directory: AgentDirectory) -> Int {
    directory.currentCatalog.tools.count { !$0.name.hasPrefix(ToolName.reservedPrefix) }
  }

  private static func report(_ directory: AgentDirectory) throws -> AgentReport {
    try #require(directory.agents.first).report(directory.currentCatalog)
  }

  @Test(arguments: [
    "a2a-sdk-1.3.0-ES256.json", "a2a-sdk-1.3.0-RS256.json", "a2a-sdk-1.3.0-PS256.json",
    "a2a-sdk-1.3.0-EdDSA.json", "a2a-sdk-1.0.3-ES256.json", "a2a-sdk-0.3.26-RS256.json",
  ]) func areUsedAndShown(_ name: String) async throws {
    try await Self.agent(name) { _, url, folder in
      let directory = Self.directory(url, folder)
      await directory.askAll()
      #expect(Self.tools(directory) == 2)
      let report = try Self.report(directory)
      #expect(report.failure == nil)
      #expect(report.lines.contains { $0.hasPrefix("  signature   verified, key key-") })
      #expect(report.findings.contains { $0.text.hasPrefix("card signature verified, key key-") })
    }
  }

  @Test func areNotUsedWithoutASignatureThatIsRequired() async throws {
    try await Self.agent { stage, url, folder in
      stage.current = stage.current.replacing("\"signatures\"", with: "\"x\"")
      let log = CollectingLog()
      let directory = Self.directory(url, folder, log: log)
      await directory.askAll()
      #expect(Self.tools(directory) == 0)
      let report = try Self.report(directory)
      #expect(report.failure == .unusable)
      #expect(report.findings.first?.text.contains("its card is not signed") == true)
      #expect(report.findings.first?.fix?.contains("\"keys\"") == true)
      #expect(log.lines.contains { $0.contains("agent not available: its card is not signed") })
      let other = Self.directory(url, folder, .verifyIfPresent)
      await other.askAll()
      #expect(Self.tools(other) == 2)
    }
  }

  /// Whoever spoils the card stops nobody from using the last good one, in this run and in the next.
  @Test(arguments: [CardSettings.SignaturePolicy.require, .verifyIfPresent])
  func theLastGoodOneGoesOn(_ policy: CardSettings.SignaturePolicy) async throws {
    try await Self.agent { stage, url, folder in
      let log = CollectingLog()
      let directory = Self.directory(url, folder, policy, log: log)
      await directory.askAll()
      stage.current = stage.current.replacing("Says hello", with: "Says what it must not")
      await directory.askAll()
      #expect(Self.tools(directory) == 2)
      #expect(directory.currentCatalog.tools.contains { $0.description.contains("Says hello") == true })
      #expect(
        log.lines.contains {
          $0.contains("card not refreshed, the last one still serves: the signature of its card is not valid")
        })
      let next = Self.directory(url, folder, policy)
      next.takeKeptCards()
      #expect(Self.tools(next) == 2)
      await next.askAll()
      #expect(Self.tools(next) == 2)
      let failure = try Self.report(next).failure
      #expect(failure == .unusable)
    }
  }

  /// A key that is taken away takes the agents with it that rested on it.
  @Test func endWithTheirKey() async throws {
    try await Self.agent { _, url, folder in
      let directory = Self.directory(url, folder)
      await directory.askAll()
      #expect(Self.tools(directory) == 2)
      let changes = Mutex(0)
      directory.whenToolsChange { changes.withLock { $0 += 1 } }
      // As long as the keys can't be had, what they have shown before holds.
      try PrivateFile.replace(folder + "/keys.json", with: Array("{".utf8))
      await directory.askAll()
      #expect(Self.tools(directory) == 2)
      try PrivateFile.replace(folder + "/keys.json", with: Array(#"{"keys":[]}"#.utf8))
      await directory.askAll()
      #expect(Self.tools(directory) == 0)
      #expect(changes.withLock { $0 } == 1)
      let next = Self.directory(url, folder)
      next.takeKeptCards()
      #expect(Self.tools(next) == 0)
    }
  }

  /// A kept card rests on the key that signed it, not on another of the same name.
  @Test func keptOnesAreCheckedWithTheKeysOfNow() async throws {
    try await Self.agent { _, url, folder in
      await Self.directory(url, folder).askAll()
      let point = P256.Signing.PrivateKey().publicKey.rawRepresentation
      let impostor: JSONValue = [
        "kty": "EC", "crv": "P-256", "kid": "key-ES256", "alg": "ES256",
        "x": .string(Base64URL.text(point.prefix(32))),
        "y": .string(Base64URL.text(point.suffix(32))),
      ]
      try PrivateFile.replace(folder + "/keys.json", with: (["keys": [impostor]] as JSONValue).serialized())
      let next = Self.directory(url, folder)
      next.takeKeptCards()
      #expect(Self.tools(next) == 0)
      await next.askAll()
      #expect(Self.tools(next) == 0)
    }
  }

  /// A kept card that is not what was signed does not serve either, once there is a key to see that with.
  @Test func keptOnesThatAreAlteredDoNotServe() async throws {
    try await Self.agent { stage, url, folder in
      let keys = try Self.bytes("keys.json")
      try PrivateFile.replace(folder + "/keys.json", with: Array(#"{"keys":[]}"#.utf8))
      stage.current = stage.current.replacing("Says hello", with: "Says what it must not")
      await Self.directory(url, folder, .verifyIfPresent).askAll()
      let same = Self.directory(url, folder, .verifyIfPresent)
      same.takeKeptCards()
      #expect(Self.tools(same) == 2)
      try PrivateFile.replace(folder + "/keys.json", with: keys)
      let next = Self.directory(url, folder, .verifyIfPresent)
      next.takeKeptCards()
      #expect(Self.tools(next) == 0)
      // Who does not look at signatures is served it.
      let off = Self.directory(url, folder, .off)
      off.takeKeptCards()
      #expect(Self.tools(off) == 2)
    }
  }

  /// What nobody has signed of a signed card is not read as the card either.
  @Test(arguments: [(CardSettings.SignaturePolicy.require, false), (.off, true)])
  func whatIsNotSignedIsNotRead(_ policy: CardSettings.SignaturePolicy, _ isRead: Bool) async throws {
    try await Self.agent { stage, url, folder in
      stage.current = stage.current.replacing("\"signatures\"", with: "\"note\": \"canary\", \"signatures\"")
      let directory = Self.directory(url, folder, policy)
      for _ in 0..<2 {
        await directory.askAll()
        let resources = AgentResources(directory: directory, ledger: TaskLedger(), timing: .system)
        let text = try await resources.read("a2a://a/card").map { "\($0)" }.joined()
        #expect(text.contains("Says hello"))
        #expect(text.contains("canary") == isRead)
      }
    }
  }

  /// A card that was kept when nobody asked for signatures does not serve where they are required.
  @Test func keptOnesPassTheSameGate() async throws {
    try await Self.agent { _, url, folder in
      await Self.directory(url, folder, .off).askAll()
      let required = Self.directory(url, folder)
      required.takeKeptCards()
      #expect(Self.tools(required) == 0)
      await required.askAll()
      #expect(Self.tools(required) == 2)
      let next = Self.directory(url, folder)
      next.takeKeptCards()
      #expect(Self.tools(next) == 2)
    }
  }
}
