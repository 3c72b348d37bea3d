import A2A
import Crypto
import Encodings
import FoundationEssentials
import HTTP
import JOSE
import JSON
import Settings
import Storage
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Cards that a2a-sdk has signed, and what is thought of them.
@Suite(.timeLimit(.minutes(1))) struct CardVerifierTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "A2ATests/Fixtures/signed")
  private static let keys = folder.appending(path: "keys.json").path
  private static let name = "a2a-sdk-1.3.0-ES256"

  private static func json(_ name: String) throws -> JSONObject {
    try #require(
      try JSONValue(parsing: Array(try Data(contentsOf: folder.appending(path: name + ".json")))).object)
  }

  private static func card(_ document: JSONObject) throws -> FetchedCard {
    try FetchedCard(url: try WebURL("http://127.0.0.1:1/card.json"), document: .object(document))
  }

  private static func verdict(
    on document: JSONObject, _ policy: CardSettings.SignaturePolicy, keys: [String] = [keys]
  ) async throws -> CardVerifier.Verdict {
    let verifier = CardVerifier(
      policy: policy, keys: CardKeys(keys, client: HTTPClient(), now: { .zero }))
    return await verifier.verdict(on: try card(document))
  }

  /// A way to spoil or to leave a signature, and whether the card serves then under each policy.
  private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: Kind
    let change: @Sendable (inout JSONObject) -> Void
    var testDescription: String { name }

    enum Kind: Sendable, Equatable { case verified, unsigned, unverifiable, invalid }

    init(_ name: String, _ kind: Kind, _ change: @escaping @Sendable (inout JSONObject) -> Void) {
      (self.name, self.kind, self.change) = (name, kind, change)
    }
  }

  private static func signature(_ member: String, _ value: JSONValue) -> @Sendable (inout JSONObject) -> Void
  {
    { card in
      var entry = card["signatures"]?.array?.first?.object ?? [:]
      entry[member] = value
      card["signatures"] = [.object(entry)]
    }
  }

  private static let cases: [Case] = [
    Case("as it came", .verified) { _ in },
    Case("with members in another order", .verified) { $0 = JSONObject($0.members.reversed()) },
    Case(
      "with an unprotected header", .verified,
      signature("header", ["jku": "https://evil.example", "alg": "none"])),
    Case("with a wrong signature before the right one", .verified) { card in
      let right = card["signatures"]?.array?.first ?? .null
      card["signatures"] = [["protected": "eyJhbGciOiJub25lIn0", "signature": ""], right]
    },
    Case("without a signature", .unsigned) { $0["signatures"] = nil },
    Case("with no signature in the list", .unsigned) { $0["signatures"] = [] },
    Case("with a null in their place", .unsigned) { $0["signatures"] = .null },
    // {"alg":"ES256","kid":"stranger"}
    Case(
      "of a stranger's key", .unverifiable,
      signature("protected", "eyJhbGciOiJFUzI1NiIsImtpZCI6InN0cmFuZ2VyIn0")),
    // {"alg":"none"}, {"alg":"HS256","kid":"key-ES256"}
    Case("of nobody", .invalid, signature("protected", "eyJhbGciOiJub25lIn0")),
    Case("of a secret", .invalid, signature("protected", "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtleS1FUzI1NiJ9")),
    Case("without its bytes", .invalid, signature("signature", "")),
    Case("with another name", .invalid) { $0["name"] = "Another" },
    Case("with another skill", .invalid) { card in
      card["skills"] = .array(
        (card["skills"]?.array ?? []) + [["id": "x", "name": "X", "description": "X", "tags": []]])
    },
    Case("at another address", .invalid) {
      $0["supportedInterfaces"] = [
        ["url": "http://127.0.0.1:2/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]
      ]
    },
  ]

  @Test(arguments: cases) private func judges(_ example: Case) async throws {
    var document = try Self.json(Self.name)
    example.change(&document)
    for policy in CardSettings.SignaturePolicy.allCases {
      let verdict = try await Self.verdict(on: document, policy)
      switch (policy, verdict.signature) {
      case (.off, .off): break
      case (_, .verified(let key)): #expect(example.kind == .verified && key == "key-ES256")
      case (_, .unsigned): #expect(example.kind == .unsigned)
      case (_, .unverifiable): #expect(example.kind == .unverifiable)
      case (_, .invalid): #expect(example.kind == .invalid)
      case (_, let other): Issue.record("\(other)")
      }
      let serves =
        switch policy {
        case .off: true
        case .verifyIfPresent: example.kind != .invalid
        case .require: example.kind == .verified
        }
      #expect((verdict.refusal == nil) == serves, "\(policy): \(verdict.refusal ?? "")")
    }
  }

  /// What nobody has signed is not read, though it lies beside what somebody has.
  @Test func goesOnWithWhatWasSigned() async throws {
    var document = try Self.json(Self.name)
    document["additionalInterfaces"] = [["url": "http://evil.example", "transport": "JSONRPC"]]
    document["endpoint"] = "http://evil.example"
    document["url"] = "http://evil.example"
    let verdict = try await Self.verdict(on: document, .require)
    #expect(verdict.signature.isVerified)
    #expect(verdict.card.signed?.form == .filled)
    #expect(verdict.card.card.interfaces.map(\.url) == ["http://127.0.0.1:1/a2a", "http://127.0.0.1:1/old"])
    #expect(verdict.card.card.defaultInputModes == ["text/plain"])
    #expect(verdict.card.document == .object(document))
  }

  @Test func withoutKeysNothingCanBeVerified() async throws {
    let document = try Self.json(Self.name)
    #expect(try await Self.verdict(on: document, .verifyIfPresent, keys: []).refusal == nil)
    let verdict = try await Self.verdict(on: document, .require, keys: [])
    #expect(verdict.signature == .unverifiable("no keys are configured"))
    #expect(verdict.refusal?.contains("no keys are configured") == true)
    let missing = try await Self.verdict(on: document, .require, keys: ["/nowhere/keys.json"])
    #expect(missing.lacksKeys)
    #expect(missing.refusal?.contains("/nowhere/keys.json: there is no such file") == true)
  }

  @Test func looksAtSoManySignaturesOnly() async throws {
    var document = try Self.json(Self.name)
    let right = try #require(document["signatures"]?.array?.first)
    let wrong: JSONValue = ["protected": "eyJhbGciOiJub25lIn0", "signature": "AA"]
    document["signatures"] = .array(Array(repeating: wrong, count: CardVerifier.maxSignatures - 1) + [right])
    #expect(try await Self.verdict(on: document, .require).signature.isVerified)
    document["signatures"] = .array(Array(repeating: wrong, count: CardVerifier.maxSignatures) + [right])
    #expect(try await !Self.verdict(on: document, .require).signature.isVerified)
  }

  /// A signature without a name may be any key's of the largest set, in any form of the card.
  @Test func findsTheKeyOfAnUnnamedSignature() async throws {
    try await TemporaryFolder.with { folder in
      let keys = (0..<KeySet.maxKeys).map { _ in P256.Signing.PrivateKey() }
      let set: JSONValue = [
        "keys": .array(
          keys.map { key in
            let point = Array(key.publicKey.rawRepresentation)
            return [
              "kty": "EC", "crv": "P-256", "x": .string(Base64URL.text(Array(point[..<32]))),
              "y": .string(Base64URL.text(Array(point[32...]))),
            ]
          })
      ]
      try PrivateFile.replace(folder + "/keys.json", with: set.serialized())
      var document = try Self.json(Self.name)
      document["signatures"] = nil
      let text = try #require(SignedForm.allCases.last?.text(of: document))
      let header = Base64URL.text(Array(#"{"alg":"ES256"}"#.utf8))
      let signature = try #require(keys.last).signature(
        for: Array("\(header).\(Base64URL.text(text.bytes))".utf8))
      document["signatures"] = [
        [
          "protected": .string(header),
          "signature": .string(Base64URL.text(Array(signature.rawRepresentation))),
        ]
      ]
      let verdict = try await Self.verdict(on: document, .require, keys: [folder + "/keys.json"])
      #expect(verdict.signature.isVerified)
      #expect(verdict.card.signed?.form == .wholeInPython)
    }
  }

  // MARK: Keys from elsewhere

  private static func answer(_ body: String, status: String = "200 OK", _ fields: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// Runs `body` with keys from a server that gives `answers` in their order, and the clock that they go by.
  private static func keys(
    _ answers: [String], _ body: (CardKeys, ManualClock, ScriptedServer) async throws -> Void
  ) async throws {
    let counter = Counter()
    try await ScriptedServer.serving { connection in
      while true {
        _ = try connection.readRequest()
        try connection.send(answers[min(counter.next(), answers.count - 1)])
      }
    } whileRunning: { server in
      let clock = ManualClock()
      let keys = CardKeys([server.url + "/keys"], client: HTTPClient(), now: clock.timing.now)
      try await body(keys, clock, server)
    }
  }

  @Test func areFetchedOnceInAWhile() async throws {
    let set = String(decoding: try Data(contentsOf: URL(filePath: Self.keys)), as: UTF8.self)
    try await Self.keys([Self.answer(set), Self.answer("", status: "500 No"), Self.answer(#"{"keys":[]}"#)]) {
      keys, clock, server in
      #expect(await keys.found().keys.keys.count == 6)
      #expect(await keys.found(isSearch: true).keys.keys.count == 6)
      #expect(server.log.requests.count == 1)
      clock.advance(by: CardKeys.searchInterval)
      // Not old, but a key is missing. What was fetched before goes on serving while nothing else can be had.
      #expect(await keys.found().keys.keys.count == 6)
      #expect(server.log.requests.count == 1)
      #expect(await keys.found(isSearch: true).keys.keys.count == 6)
      #expect(server.log.requests.count == 2)
      #expect(await keys.found(isSearch: true).keys.keys.count == 6)
      #expect(server.log.requests.count == 2)
      clock.advance(by: CardKeys.lifetime.lowerBound)
      #expect(await keys.found().keys.keys.isEmpty)
      #expect(server.log.requests.count == 3)
    }
  }

  @Test(arguments: [
    (0, 300), (60, 300), (600, 600), (3_600, 3_600), (1_000_000, 3_600),
  ]) func lastAsLongAsTheyMay(_ said: Int, _ lasting: Int) async throws {
    try await Self.keys([Self.answer(#"{"keys":[]}"#, "Cache-Control: max-age=\(said)\r\n")]) {
      keys, clock, server in
      _ = await keys.found()
      clock.advance(by: .seconds(lasting - 1))
      _ = await keys.found()
      #expect(server.log.requests.count == 1)
      clock.advance(by: .seconds(1))
      _ = await keys.found()
      #expect(server.log.requests.count == 2)
    }
  }

  @Test(arguments: [
    (answer("x", status: "404 Not Found"), "HTTP 404"), (answer("<html>"), "it is no JSON"),
    (answer("", status: "302 Found", "Location: /other\r\n"), "HTTP 302"),
    (answer(String(repeating: " ", count: KeySet.maxBytes + 1)), ""),
  ]) func sayWhyTheyCanNotBeHad(_ answer: String, _ words: String) async throws {
    try await Self.keys([answer]) { keys, _, server in
      let found = await keys.found()
      #expect(found.keys.keys.isEmpty)
      #expect(found.problems.count == 1)
      #expect(found.problems.first?.contains(words) == true, "\(found.problems)")
      #expect(server.log.requests.map(\.target) == ["/keys"])
    }
  }

  @Test func areNotFetchedInTheClear() async {
    let keys = CardKeys(["http://keys.example/keys"], client: HTTPClient(), now: { .zero })
    #expect(await keys.found().problems == ["http://keys.example/keys: keys are fetched by https only"])
  }
}

extension CardSignature {
  fileprivate var isVerified: Bool { if case .verified = self { true } else { false } }
}

/// Counts answers.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      defer { count += 1 }
      return count
    }
  }
}
