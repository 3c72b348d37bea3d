import Crypto
import JSON
import Settings
import Telemetry
import Testing

@testable import Bridging

@Suite struct AuditWordsTests {
  private static let call = AuditedCall(
    tool: "weather_forecast", agent: "weather", skill: "forecast", arguments: ["message": "Oslo", "n": 1],
    outcome: "completed", taskID: "t-1", duration: .milliseconds(1_500))

  private func said(_ event: AuditEvent, _ words: AuditWords = AuditSamples.words()) -> JSONObject {
    JSONObject(words.members(of: AuditSamples.record(event)))
  }

  @Test(
    arguments: [
      (.configured(agents: ["a", "b"]), ["version", "agents"]),
      (.call(call), ["tool", "agent", "skill", "task", "outcome", "milliseconds", "arguments"]),
      (.cardChanged(agent: "a", changes: ["x"], withheld: ["t"]), ["agent", "changes", "withheld"]),
      (.cardAccepted(agent: "a"), ["agent"]),
      (.refused(agent: nil, reason: "r"), ["reason"]),
      (.refused(agent: "a", reason: "r"), ["agent", "reason"]),
      (.signedIn(agent: "a", how: "device code"), ["agent", "how"]),
      (.signedOut(agent: "a"), ["agent"]),
    ] as [(AuditEvent, [String])])
  func saysOfEachEvent(_ event: AuditEvent, _ names: [String]) {
    let object = said(event)
    #expect(object.names == ["time", "pid", "session", "event"] + names)
    #expect(object["event"] == .string(event.word))
  }

  @Test func saysHowACallWent() {
    let object = said(.call(Self.call))
    #expect(object["outcome"] == "completed")
    #expect(object["milliseconds"] == 1_500)
    #expect(object["task"] == "t-1")
  }

  @Test(arguments: AuditSettings.Arguments.allCases) func saysAsMuchOfArgumentsAsIsWanted(
    _ arguments: AuditSettings.Arguments
  ) {
    let said = said(.call(Self.call), AuditSamples.words(arguments))["arguments"]
    switch arguments {
    case .off: #expect(said == nil)
    case .hash:
      #expect(said?["value"] == nil)
      #expect(said?["bytes"] == 24)
      #expect(said?["hmac"]?.string?.utf8.count == 64)
    case .full: #expect(said?["value"] == ["message": "Oslo", "n": 1])
    }
  }

  @Test func theDigestIsTheSameForTheSameArgumentsAndNobodyElseCanMakeIt() {
    func digest(_ arguments: JSONObject, _ words: AuditWords = AuditSamples.words()) -> JSONValue? {
      let call = AuditedCall(
        tool: "t", agent: nil, skill: nil, arguments: arguments, outcome: "completed", taskID: nil,
        duration: .zero)
      return said(.call(call), words)["arguments"]?["hmac"]
    }
    let one = JSONNumber(text: "1.0").map { JSONValue.number($0) }
    #expect(digest(["a": 1, "b": "x"]) == digest(["b": "x", "a": one ?? .null]))
    #expect(digest(["a": 1]) != digest(["a": 2]))
    #expect(digest(["a": 1]) != digest(["a": 1], AuditSamples.words(key: SymmetricKey(size: .bits256))))
  }

  @Test func noSecretStandsInALine() {
    let redaction = Redaction()
    for secret in ["canary-4711", "31337"] { redaction.register(Secret(secret)) }
    let arguments: JSONObject = [
      "message": "use canary-4711", "data": ["canary-4711": ["x", "canary-4711"], "pin": 31337],
    ]
    let call = AuditedCall(
      tool: "canary-4711", agent: "canary-4711", skill: "canary-4711", arguments: arguments,
      outcome: "canary-4711", taskID: "canary-4711", duration: .zero)
    let events: [AuditEvent] = [
      .call(call), .configured(agents: ["canary-4711"]), .signedIn(agent: "canary-4711", how: "canary-4711"),
      .cardChanged(agent: "canary-4711", changes: ["canary-4711"], withheld: ["canary-4711"]),
      .refused(agent: "canary-4711", reason: "canary-4711"), .cardAccepted(agent: "canary-4711"),
      .signedOut(agent: "canary-4711"),
    ]
    for event in events {
      let text = JSONValue.object(said(event, AuditSamples.words(.full, redaction: redaction))).text
      #expect(!text.contains("canary-4711"))
      #expect(!text.contains("31337"))
      #expect(text.contains("(secret)"))
    }
  }

  @Test func aLineHasItsLengthWhateverIsSaid() throws {
    func line(_ bytes: Int, of letter: String = "x") -> (object: JSONObject, count: Int) {
      let call = AuditedCall(
        tool: "t", agent: nil, skill: nil, arguments: ["m": .string(String(repeating: letter, count: bytes))],
        outcome: "completed", taskID: nil, duration: .zero)
      let members = AuditSamples.words(.full).members(of: AuditSamples.record(.call(call)))
      return (JSONObject(members), AuditLine.writing(members, after: AuditLine.origin).bytes.count)
    }
    // As long as it may be: the arguments stand there; a byte more, and their digest does.
    let free = (1...AuditLine.maxBytes).lazy.map { AuditLine.maxBytes - $0 }
    let longest = try #require(free.first { line($0).object["arguments"]?["value"] != nil })
    #expect(line(longest).count <= AuditLine.maxBytes)
    // As it is written, not as it is meant: each of these takes six bytes.
    #expect(line(12_000, of: "\u{202E}").count <= AuditLine.maxBytes)
    let longer = line(longest + 1)
    #expect(longer.object["arguments"]?["value"] == nil)
    #expect(longer.object["arguments"]?["hmac"] != nil)
    #expect(longer.object["outcome"] == "completed")
  }

  @Test func listsAndTextsAreCut() {
    let texts = (0..<(AuditWords.maxTexts + 3)).map { _ in "x" }
    let changed = said(.cardChanged(agent: "a", changes: texts, withheld: []))
    #expect(changed["changes"]?.array?.count == AuditWords.maxTexts + 1)
    #expect(changed["changes"]?.array?.last == "and 3 more")
    let all = said(.cardChanged(agent: "a", changes: Array(texts.prefix(AuditWords.maxTexts)), withheld: []))
    #expect(all["changes"]?.array?.count == AuditWords.maxTexts)
    for (count, shown) in [
      (AuditWords.maxText, AuditWords.maxText), (AuditWords.maxText + 1, AuditWords.maxText),
    ] {
      let reason = String(repeating: "x", count: count)
      #expect(said(.refused(agent: nil, reason: reason))["reason"]?.string?.utf8.count == shown)
    }
    // So many long texts make no line.
    let long = Array(repeating: String(repeating: "x", count: 2_000), count: 100)
    let object = said(.cardChanged(agent: "a", changes: long, withheld: []))
    #expect(object["omitted"]?["sha256"] != nil)
    #expect(object["event"] == "cardChanged")
  }
}
