import JSON
import JSONRPC
import MCP
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite struct HandlesTests {
  private static func state(_ handles: Handles) -> RequestState {
    RequestState(
      tool: "weather_forecast", arguments: ArgumentDigest.of(["message": "x"]), agent: "weather",
      fingerprint: "f", taskID: "t-1",
      contextID: "c-1", question: QuestionKey("q-1-2"), kind: .form, nonce: Handles.nonce(),
      expiry: handles.stateExpiry)
  }

  private static func handle(_ now: Timestamp, lifetime: Duration = .seconds(60)) -> TaskHandle {
    TaskHandle(
      tool: "weather_forecast", skill: "forecast", agent: "weather", fingerprint: "f", taskID: "t-1",
      contextID: nil,
      nonce: Handles.nonce(), created: now, lifetime: lifetime)
  }

  @Test func giveBackWhatTheyWereMadeOf() throws {
    let time = ManualTime()
    let handles = Handles(stateDirectory: nil, logger: Samples.silence, now: time.now)
    let state = Self.state(handles)
    #expect(try handles.requestState(try #require(handles.text(of: state))) == state)
    let handle = Self.handle(time.now())
    #expect(try handles.task(try #require(handles.id(of: handle))) == handle)
    var bare = handle
    (bare.taskID, bare.skill) = (nil, nil)
    #expect(try handles.task(try #require(handles.id(of: bare))) == bare)
  }

  @Test func expire() throws {
    let time = ManualTime()
    let handles = Handles(stateDirectory: nil, logger: Samples.silence, now: time.now)
    let state = try #require(handles.text(of: Self.state(handles)))
    let task = try #require(handles.id(of: Self.handle(time.now())))
    time.pass(.seconds(59))
    _ = try handles.task(task)
    time.pass(.seconds(1))
    #expect(throws: RPCError.unknownTask) { try handles.task(task) }
    time.pass(RequestState.lifetime - .seconds(61))
    _ = try handles.requestState(state)
    time.pass(.seconds(1))
    #expect(throws: RPCError.invalidRequestState) { try handles.requestState(state) }
  }

  @Test func areNotTakenForEachOther() throws {
    let handles = Handles(stateDirectory: nil, logger: Samples.silence)
    let state = try #require(handles.text(of: Self.state(handles)))
    let task = try #require(handles.id(of: Self.handle(.now())))
    #expect(throws: RPCError.unknownTask) { try handles.task(state) }
    #expect(throws: RPCError.invalidRequestState) { try handles.requestState(task) }
  }

  @Test func saysTheSameOfEveryStateThatIsNone() {
    #expect(RPCError.invalidRequestState.code == -32602)
    #expect(RPCError.invalidRequestState.message == "Invalid or expired requestState")
    #expect(RPCError.invalidRequestState.data == ["reason": "invalid_request_state"])
  }

  @Test(arguments: [true, false]) func areSpentOnce(_ hasDirectory: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let handles = Handles(stateDirectory: hasDirectory ? folder : nil, logger: Samples.silence)
      let state = Self.state(handles)
      try handles.spend(state)
      #expect(throws: RPCError.invalidRequestState) { try handles.spend(state) }
      let other = Handles(stateDirectory: hasDirectory ? folder : nil, logger: Samples.silence)
      let isSpent = (try? other.spend(state)) == nil
      #expect(isSpent == hasDirectory)
      try other.spend(Self.state(other))
    }
  }

  @Test func ofManyProcessesOneSpends() async throws {
    try await TemporaryFolder.with { folder in
      let spent = await (0..<32).concurrentMap { _ in
        SpentStates(stateDirectory: folder, logger: Samples.silence).spend("n", until: 100, now: 1)
      }
      #expect(spent.count { $0 } == 1)
    }
  }

  @Test func areForgottenOnceTheyHaveExpired() async throws {
    try await TemporaryFolder.with { folder in
      let spent = SpentStates(stateDirectory: folder, logger: Samples.silence)
      for number in 61...80 { #expect(spent.spend("n\(number)", until: Int64(number), now: 16)) }
      #expect(spent.spend("next", until: 100, now: 75), "it is not swept all the time")
      #expect(try TemporaryFolder.files(in: folder + "/spent").count == 21)
      #expect(spent.spend("last", until: 100, now: 76))
      let names = try TemporaryFolder.files(in: folder + "/spent").map {
        String($0.dropFirst(folder.count + 7))
      }
      #expect(Set(names) == ["77-n77", "78-n78", "79-n79", "80-n80", "100-next", "100-last"])
    }
  }

  @Test func areNoMoreThanTheLimit() {
    let spent = SpentStates(stateDirectory: nil, logger: Samples.silence)
    for number in 0...SpentStates.capacity {
      _ = spent.spend("n\(number)", until: 100 + Int64(number), now: 0)
    }
    #expect(!spent.spend("n\(SpentStates.capacity)", until: 10_000, now: 0))
    #expect(spent.spend("n0", until: 10_000, now: 0), "the first to expire is forgotten first")
  }

  @Test(arguments: [
    (#"{"a":1,"b":[{"x":null,"y":"z"}]}"#, #"{"b":[{"y":"z","x":null}],"a":1.0}"#, true),
    (#"{"a":100}"#, #"{"a":1e2}"#, true), (#"{"a":0.5}"#, #"{"a":5e-1}"#, true),
    (#"{"a":1}"#, #"{"a":2}"#, false), (#"{"a":"1"}"#, #"{"a":1}"#, false),
    (#"{"a":[1,2]}"#, #"{"a":[2,1]}"#, false),
    (#"{}"#, #"{"a":null}"#, false), (#"{"a":{"b":1}}"#, #"{"a":{"b":1,"c":1}}"#, false),
    (#"{"a":9007199254740993}"#, #"{"a":9007199254740992}"#, false),
    (#"{"a":99999999999999999999}"#, #"{"a":99999999999999999998}"#, false),
  ]) func argumentsAreTheSameHoweverTheyAreWritten(_ one: String, _ other: String, _ areSame: Bool) throws {
    let (one, other) = try (JSONObject(parsing: one), JSONObject(parsing: other))
    #expect((ArgumentDigest.of(one) == ArgumentDigest.of(other)) == areSame)
  }

  @Test func keepsSoManyResultsAndSoManyBytes() {
    let kept = KeptResults()
    for number in 0...KeptResults.capacity { kept.keep(Self.result("r\(number)"), of: "n\(number)") }
    #expect(kept.result(of: "n0") == nil)
    #expect(kept.result(of: "n1") == Self.result("r1"))
    kept.keep(Self.result("other"), of: "n1")
    #expect(kept.result(of: "n1") == Self.result("r1"), "what a client has seen stays")
    let large = Self.result(String(repeating: "x", count: KeptResults.maxBytes))
    kept.keep(large, of: "large")
    #expect(kept.result(of: "large") == large)
    #expect(kept.result(of: "n\(KeptResults.capacity)") == nil)
  }

  @Test func knowsWhichAnswersAreUnderWayAndWhichPagesAreOpen() {
    let answered = AnsweredQuestions()
    func question(_ number: Int) -> AnsweredQuestions.Question {
      AnsweredQuestions.Question(nonce: "n", key: QuestionKey("q-\(number)"))
    }
    #expect(answered.begin(question(1)))
    #expect(!answered.begin(question(1)))
    #expect(answered.begin(question(2)))
    answered.end(question(1))
    #expect(answered.begin(question(1)))
    for number in 0...AnsweredQuestions.capacity { answered.open(question(number)) }
    #expect(!answered.isOpened(question(0)))
    #expect(answered.isOpened(question(1)))
    #expect(answered.isOpened(question(AnsweredQuestions.capacity)))
  }

  @Test func knowsWhichQuestionsAreSettled() {
    let answered = AnsweredQuestions()
    func question(_ number: Int) -> AnsweredQuestions.Question {
      AnsweredQuestions.Question(nonce: "n", key: QuestionKey("q-\(number)"))
    }
    #expect(answered.beginOnce(question(0)))
    #expect(!answered.beginOnce(question(0)))
    answered.end(question(0))
    #expect(answered.beginOnce(question(0)), "its answer has not arrived")
    answered.end(question(0))
    for number in 0...AnsweredQuestions.capacity { answered.settle(question(number)) }
    #expect(answered.beginOnce(question(0)))
    #expect(!answered.beginOnce(question(1)))
    #expect(answered.isSettled(question(1)))
  }

  private static func result(_ text: String) -> ToolResult { ToolResult(content: [.text(text)]) }
}

extension JSONObject {
  fileprivate init(parsing text: String) throws {
    self = try #require(try JSONValue(parsing: Array(text.utf8)).object)
  }
}
