import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Questions of the handshake era", .timeLimit(.minutes(1)))
struct LegacyQuestionTests {
  /// Asks which city until it knows; says what it heard.
  static func asking(_ question: ToolQuestion = .city, rounds: Int = 1) -> PlayedProvider {
    let asked = Count()
    return PlayedProvider { call in
      guard let continuation = call.continuation, asked.value >= rounds else {
        asked.add()
        return .question(question)
      }
      return .text("\(continuation.state) \(continuation.answers[question.key].words)")
    }
  }

  private static let schema =
    #""requestedSchema":{"type":"object","properties":{"city":{"type":"string","title":"City"}},"required":["city"]}"#

  static func question(_ number: Int, mode: Bool = true) -> String {
    let mode = mode ? #""mode":"form","# : ""
    return
      #"{"jsonrpc":"2.0","id":"question-\#(number)","method":"elicitation/create","params":{\#(mode)"message":"Which city?",\#(schema)}}"#
  }

  static let withdrawn =
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"question-1"}}"#
  static let fallback = Lines.answer("The agent asks: Which city?", id: 1)

  /// Runs `body` while a call's first question, which has been read, is open.
  private func whileAsked(
    _ provider: PlayedProvider = asking(), limits: SessionLimits = SessionLimits(),
    _ body: (ScriptedClient, ManualClock) async throws -> Void
  ) async rethrows {
    let client = ScriptedClient()
    let clock = ManualClock()
    try await client.talk(to: MCPSession(provider, limits: limits, clock: clock)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.call("x", id: 1))
      _ = await client.next()
      #expect(await client.next() == Self.question(1))
      try await body(client, clock)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  /// What the client answers, and what becomes of the call.
  static let answers: [(String, String)] = [
    (#"{"action":"accept","content":{"city":"Oslo"}}"#, #"st/aéte accept {\"city\":\"Oslo\"}"#),
    (#"{"action":"accept"}"#, "st/aéte accept {}"),
    (#"{"action":"decline"}"#, "st/aéte decline"),
    (#"{"action":"cancel"}"#, "st/aéte cancel"),
    (#"{"action":"maybe"}"#, "The agent asks: Which city?"),
    (#"{"action":"accept","content":{"city":{}}}"#, "The agent asks: Which city?"),
    ("{}", "The agent asks: Which city?"),
    ("7", "The agent asks: Which city?"),
  ]

  @Test("are put to the client, whose answer makes the call go on", arguments: answers)
  func answering(result: String, text: String) async {
    await whileAsked { client, _ in
      client.say(Lines.response("question-1", result))
      #expect(await client.next() == Lines.answer(text, id: 1))
    }
  }

  @Test(
    "an error in place of an answer, or a broken response, ends the call with the question in words",
    arguments: [
      #"{"jsonrpc":"2.0","id":"question-1","error":{"code":-32601,"message":"What?"}}"#,
      #"{"jsonrpc":"2.0","id":"question-1","error":-1}"#,
      #"{"id":"question-1","result":{"action":"decline"}}"#,
    ])
  func error(response: String) async {
    await whileAsked { client, _ in
      client.say(response)
      #expect(await client.next() == Self.fallback)
    }
  }

  @Test("a client that is silent for too long gets the question in words, and late answers mean nothing")
  func silence() async {
    await whileAsked { client, clock in
      await clock.sleepers()
      clock.advance(by: .seconds(299))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.withdrawn)
      #expect(await client.next() == Self.fallback)
      client.say(Lines.response("question-1", #"{"action":"cancel"}"#))
    }
  }

  @Test(
    "other responses, and second ones, mean nothing",
    arguments: [
      #"{"jsonrpc":"2.0","id":1,"result":{"action":"decline"}}"#,
      #"{"jsonrpc":"2.0","id":"question-2","result":{"action":"decline"}}"#,
      #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#,
    ])
  func strays(response: String) async {
    await whileAsked { client, _ in
      client.say(response)
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.say(Lines.response("question-1", #"{"action":"cancel"}"#))
      client.say(Lines.response("question-1", #"{"action":"decline"}"#))
      #expect(await client.next() == Lines.answer("st/aéte cancel", id: 1))
    }
  }

  @Test("a call that is cancelled withdraws its question and says nothing more")
  func cancelled() async {
    await whileAsked { client, _ in
      client.say(Lines.cancel(1))
      #expect(await client.next() == Self.withdrawn)
      client.say(Lines.response("question-1", #"{"action":"accept","content":{"city":"Oslo"}}"#))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
    }
  }

  @Test("nothing waits for an answer after the end of the input")
  func endOfInput() async {
    await whileAsked { client, _ in
      client.hangUp()
      #expect(await client.next() == Self.withdrawn)
      #expect(await client.next() == Self.fallback)
    }
  }

  @Test("no question is asked after the end of the input")
  func lateQuestion() async {
    let gate = Latch()
    let provider = PlayedProvider { _ in
      await gate.wait()
      return .question(.city)
    }
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.call("x", id: 1))
      _ = await client.next()
      client.say(Lines.initialize(.march2025))
      client.hangUp()
      _ = await client.next()
      gate.open()
      let rest = await client.rest()
      #expect(rest.last == Self.fallback)
    }
  }

  @Test("a session that is stopped leaves no question")
  func stopped() async {
    let session = MCPSession(Self.asking())
    let client = ScriptedClient()
    let end = await client.talk(to: session) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.call("x", id: 1))
      _ = await client.next()
      #expect(await client.next() == Self.question(1))
      session.stop()
      #expect(await client.rest() == [Self.withdrawn])
    }
    #expect(end == .stopped)
  }

  static let abilities: [(ProtocolVersion, capabilities: String, ToolQuestion, isAsked: Bool)] = [
    (.november2024, Lines.asking, .city, false),
    (.march2025, Lines.asking, .city, false),
    (.june2025, Lines.asking, .city, true),
    (.june2025, "{}", .city, false),
    (.june2025, Lines.asking, .page, false),
    (.november2025, #"{"elicitation":{}}"#, .city, true),
    (.november2025, #"{"elicitation":{}}"#, .page, false),
    (.november2025, #"{"elicitation":{"url":{}}}"#, .city, false),
    (.november2025, #"{"elicitation":{"url":{}}}"#, .page, true),
  ]

  @Test("are asked only of clients that said they can", arguments: abilities)
  func ability(
    version: ProtocolVersion, capabilities: String, question: ToolQuestion, isAsked: Bool
  ) async throws {
    let client = ScriptedClient()
    try await client.talk(to: MCPSession(Self.asking(question))) {
      client.say(Lines.initialize(version, capabilities))
      client.say(Lines.call("x", id: 1))
      _ = await client.next()
      let line = try JSONValue(line: await client.next())
      #expect((line["method"] == "elicitation/create") == isAsked)
      #expect((line["params"]?["mode"] != nil) == (isAsked && version == .november2025))
      if !isAsked { #expect(line["result"] == .object(question.fallback.json(for: version))) }
    }
  }

  @Test("a page has an id of its own, and nothing is expected to be filled in")
  func page() async {
    let client = ScriptedClient()
    await client.talk(to: MCPSession(Self.asking(.page))) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.call("x", id: 1))
      _ = await client.next()
      #expect(
        await client.next()
          == #"{"jsonrpc":"2.0","id":"question-1","method":"elicitation/create","params":{"mode":"url","#
          + #""message":"Sign in","url":"https://example.com/auth?x=1","elicitationId":"question-1"}}"#)
      client.say(Lines.response("question-1", #"{"action":"accept","content":{"a":"b"}}"#))
      #expect(await client.next() == Lines.answer("s2 accept {}", id: 1))
    }
  }

  @Test("go on for several rounds, up to the limit", arguments: [(2, true), (3, true), (4, false)])
  func rounds(rounds: Int, isAnswered: Bool) async {
    var limits = SessionLimits()
    limits.questionRounds = 3
    let provider = Self.asking(rounds: rounds)
    await whileAsked(provider, limits: limits) { client, _ in
      client.say(Lines.response("question-1", #"{"action":"decline"}"#))
      for round in 2...min(rounds, 3) {
        #expect(await client.next() == Self.question(round))
        client.say(Lines.response("question-\(round)", #"{"action":"decline"}"#))
      }
      #expect(await client.next() == (isAnswered ? Lines.answer("st/aéte decline", id: 1) : Self.fallback))
    }
    #expect(provider.calls.first?.continuation == nil)
    #expect(provider.calls.dropFirst().allSatisfy { $0.continuation?.answers == ["q1": .decline] })
  }

  @Test("the progress of a call goes on after its question")
  func progress() async {
    let client = ScriptedClient()
    let clock = ManualClock()
    await client.talk(to: MCPSession(Self.asking(), clock: clock)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.call("x", id: 1, token: "0"))
      _ = await client.next()
      #expect(await client.next() == ProgressTests.notice(1, "call 1"))
      #expect(await client.next() == Self.question(1))
      clock.advance(by: .seconds(1))
      client.say(Lines.response("question-1", #"{"action":"cancel"}"#))
      #expect(await client.next() == ProgressTests.notice(2, "call 2"))
      #expect(await client.next() == Lines.answer("st/aéte cancel", id: 1))
    }
  }

  @Test("no more are asked at once than the limit, and an answer makes room")
  func limit() async {
    var limits = SessionLimits()
    limits.openQuestions = 1
    await whileAsked(limits: limits) { client, _ in
      client.say(Lines.call("x", id: 2))
      #expect(await client.next() == Lines.answer("The agent asks: Which city?", id: 2))
      client.say(Lines.response("question-1", #"{"action":"cancel"}"#))
      #expect(await client.next() == Lines.answer("st/aéte cancel", id: 1))
      client.say(Lines.call("x", id: 3))
      #expect(await client.next() == Self.question(2))
      client.say(Lines.response("question-2", #"{"action":"decline"}"#))
      #expect(await client.next() == Lines.answer("st/aéte decline", id: 3))
    }
  }

  @Test("a question that is too long for a line is told in words")
  func tooLong() async {
    let message = String(repeating: "x", count: 600)
    let question = ToolQuestion(
      key: "q", .form(message: message, ElicitationForm([.init("a", .text())])), state: "s",
      fallback: ToolQuestion.city.fallback)
    var limits = SessionLimits()
    limits.outputLineBytes = 600
    let lines = await ScriptedClient.transcript(
      of: MCPSession(Self.asking(question), limits: limits),
      [Lines.initialize(.november2025, Lines.asking), Lines.call("x", id: 1)])
    // Nor is it withdrawn.
    #expect(lines.dropFirst() == [Self.fallback])
  }

  @Test("lists that 2025-06-18 shows as text come back as lists")
  func lists() async {
    let form = ElicitationForm([.init("a", .choices([.init("x"), .init("y")]))])
    let question = ToolQuestion(
      key: "q", .form(message: "M", form), state: "s", fallback: ToolQuestion.city.fallback)
    let client = ScriptedClient()
    await client.talk(to: MCPSession(Self.asking(question))) {
      client.say(Lines.initialize(.june2025, Lines.asking))
      client.say(Lines.call("x", id: 1))
      for _ in 1...2 { _ = await client.next() }
      client.say(Lines.response("question-1", #"{"action":"accept","content":{"a":"x, y"}}"#))
      #expect(await client.next() == Lines.answer(#"s accept {\"a\":[\"x\",\"y\"]}"#, id: 1))
    }
  }

  @Test("each call gets the answer to its own question")
  func concurrency() async throws {
    let provider = PlayedProvider { call in
      let question = ToolQuestion(
        key: "q", .form(message: "\(call.requestID)", ElicitationForm([.init("a", .text())])),
        state: "\(call.requestID)", fallback: ToolResult(content: []))
      guard let continuation = call.continuation else { return .question(question) }
      return .text("\(continuation.state) \(continuation.answers["q"].words)")
    }
    let client = ScriptedClient()
    try await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      _ = await client.next()
      for id in 1...64 { client.say(Lines.call("x", id: id)) }
      var asked: [(id: String, message: String)] = []
      for _ in 1...64 {
        let line = try JSONValue(line: await client.next())
        let id = try #require(line["id"]?.string)
        asked.append((id, try #require(line["params"]?["message"]?.string)))
      }
      for (id, message) in asked.reversed() {
        client.say(Lines.response(id, #"{"action":"accept","content":{"a":"\#(message)"}}"#))
      }
      var answers: Set<String> = []
      for _ in 1...64 { answers.insert(try #require(await client.next())) }
      #expect(answers == Set((1...64).map { Lines.answer(#"\#($0) accept {\"a\":\"\#($0)\"}"#, id: $0) }))
    }
  }
}

extension Elicitation.Answer? {
  fileprivate var words: String {
    switch self {
    case .accept(let content): "accept \(content)"
    case .decline: "decline"
    case .cancel: "cancel"
    case nil: "nothing"
    }
  }
}
