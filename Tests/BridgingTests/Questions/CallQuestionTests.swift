import A2A
import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@testable import Bridging

/// Calls that come upon questions, at an agent that follows a script.
@Suite struct CallQuestionTests {
  private static let arguments: JSONObject = ["message": "Where is my order?"]
  private static let asked = Samples.task(.inputRequired, saying: "Which package?")
  private static let done = Samples.task(.completed, saying: "in Rome")
  private static let signIn = Samples.task(.authRequired, saying: "Sign in at https://login.example/x")

  private let time = ManualTime()
  private let runner: CallRunner

  init() {
    runner = CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(),
      handles: Handles(stateDirectory: nil, logger: Samples.silence, now: time.now),
      timing: SkippedTime().timing,
      logger: Samples.silence)
  }

  private func call(
    _ binding: ScriptedBinding, _ continuation: ToolCall.Continuation? = nil,
    arguments: JSONObject = Self.arguments,
    agent: String = "weather", tool: String = "weather_forecast"
  ) async throws -> ToolAnswer {
    try await runner.call(
      Samples.skill, of: try Samples.agent(agent, binding: binding), arguments,
      from: CallSite(tool: tool, continuation: continuation))
  }

  /// The question of a call that asks at once.
  private func question(_ task: AgentTask = Self.asked) async throws -> ToolQuestion {
    try #require(try await call(ScriptedBinding([.stream([.task(task)])])).question)
  }

  private func accepting(_ question: ToolQuestion, _ content: JSONObject) -> ToolCall.Continuation {
    ToolCall.Continuation(state: question.state, answers: [question.key: .accept(content)])
  }

  @Test func asksTheUser() async throws {
    let question = try await question()
    #expect(question.key == QuestionKey(of: Self.asked).text)
    guard case .form = question.elicitation else {
      Issue.record("no form")
      return
    }
    #expect(question.fallback.text.contains("Call weather_forecast again with task_id=\"t-1\""))
    #expect(question.state.utf8.count < Seal.maxBytes)
  }

  @Test func answersTheAgentWithWhatTheUserSaid() async throws {
    let question = try await question()
    let binding = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    let answer = try await call(binding, accepting(question, ["reply": "B"]))
    #expect(answer.unasked.text.hasPrefix("in Rome"))
    #expect(answer.question == nil)
    let message = try #require(binding.requests.first?.message)
    #expect(message.parts == [Part(.text("B"))])
    #expect((message.taskID, message.contextID) == ("t-1", "c-1"))
    #expect(message.metadata == ["skillId": "forecast"])
    #expect(binding.unplayed == [])
  }

  @Test func asksAsOftenAsTheAgentDoes() async throws {
    var question = try await question()
    for round in 1...12 {
      let next = Samples.task(.inputRequired, saying: "Question \(round)?")
      let last = Samples.task(
        .inputRequired, saying: round == 1 ? "Which package?" : "Question \(round - 1)?")
      let binding = ScriptedBinding([.task(last), .stream([.task(next)])])
      let answer = try await call(binding, accepting(question, ["reply": "\(round)"]))
      let nextQuestion = try #require(answer.question)
      #expect(nextQuestion.key != question.key)
      question = nextQuestion
    }
  }

  @Test func followsTheTaskWhileTheUserSignsIn() async throws {
    let question = try await question(Self.signIn)
    guard case .page(_, let url) = question.elicitation else {
      Issue.record("no page")
      return
    }
    #expect(url == "https://login.example/x")
    let binding = ScriptedBinding([.task(Self.signIn), .subscribe([.task(Self.done)])])
    #expect(try await call(binding, accepting(question, [:])).unasked.text.hasPrefix("in Rome"))
    #expect(binding.requests == [])
  }

  @Test func asksForTheSignInAgainWhenItTakesLong() async throws {
    let first = try await question(Self.signIn)
    let binding = ScriptedBinding(Array(repeating: .task(Self.signIn), count: 200))
    let agent = try Samples.agent(binding: binding, streams: false)
    let answer = try await runner.call(
      Samples.skill, of: agent, Self.arguments,
      from: CallSite(tool: "weather_forecast", continuation: accepting(first, [:])))
    let second = try #require(answer.question)
    #expect(second.elicitation == first.elicitation)
    #expect(second.state != first.state)
  }

  @Test func asksAgainForWhatWasNotAnswered() async throws {
    let first = try await question()
    let empty = ToolCall.Continuation(state: first.state, answers: ["other": .decline])
    let again = try #require(try await call(ScriptedBinding([.task(Self.asked)]), empty).question)
    #expect(again.key == first.key)
    // The first state was not spent.
    let binding = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    #expect(try await call(binding, accepting(first, ["reply": "B"])).question == nil)
  }

  @Test func asksAgainForWhatDoesNotFit() async throws {
    let first = try await question()
    let binding = ScriptedBinding([.task(Self.asked)])
    let again = try #require(try await call(binding, accepting(first, ["reply": 7])).question)
    guard case .form(let message, _) = again.elicitation else { return }
    #expect(message.hasSuffix("(The last answer could not be used: reply: expected a string.)"))
    #expect(binding.requests == [])
  }

  @Test(arguments: [
    (
      Elicitation.Answer.decline, asked,
      """
      The agent asks:

      Which package?

      The user was asked and declined. The task still waits. The agent waits for an answer. Call weather_forecast again \
      with task_id="t-1" and the answer as message.

      [a2a agent=weather task=t-1 context=c-1 state=input-required]
      """
    ),
    (
      .cancel, asked,
      """
      The agent asks:

      Which package?

      The question was closed without an answer; perhaps nobody saw it. The task still waits. The agent waits for an \
      answer. Call weather_forecast again with task_id="t-1" and the answer as message.

      [a2a agent=weather task=t-1 context=c-1 state=input-required]
      """
    ),
    (
      .decline, signIn,
      """
      The agent asks:

      Sign in at https://login.example/x

      The user was asked and declined. The task still waits. The agent waits for a sign-in. Ask the user to do what it \
      asks for, never for a password; then call a2a_task_wait with agent="weather" and task_id="t-1".

      [a2a agent=weather task=t-1 context=c-1 state=auth-required]
      """
    ),
  ]) func leavesTheTaskWhenTheUserDoes(_ answer: Elicitation.Answer, _ task: AgentTask, _ text: String)
    async throws
  {
    let question = try await question(task)
    let binding = ScriptedBinding([.task(task)])
    let continuation = ToolCall.Continuation(state: question.state, answers: [question.key: answer])
    let result = try await call(binding, continuation)
    #expect(result == .result(result.unasked))
    #expect(!result.unasked.isError)
    #expect(result.unasked.text == text)
    #expect(binding.requests == [])
    await #expect(throws: RPCError.invalidRequestState) { try await call(ScriptedBinding([]), continuation) }
  }

  @Test(arguments: [
    (Samples.task(.completed, saying: "in Rome"), "in Rome"),
    (Samples.task(.canceled), "ended the task as canceled"),
  ]) func saysWhatHasBecomeOfATaskThatHasMovedOn(_ task: AgentTask, _ words: String) async throws {
    for content: JSONObject in [["reply": "B"], ["reply": 7]] {
      let question = try await question()
      let binding = ScriptedBinding([.task(task), .task(task)])
      #expect(try await call(binding, accepting(question, content)).unasked.text.contains(words))
      #expect(binding.requests == [], "nobody waits for the answer any more")
    }
  }

  @Test func answersNoOtherQuestionThanTheOneThatWasShown() async throws {
    let first = try await question()
    let other = Samples.task(.inputRequired, saying: "Delete everything?")
    let binding = ScriptedBinding([.task(other), .task(other)])
    let next = try #require(try await call(binding, accepting(first, ["reply": "yes"])).question)
    #expect(next.key == QuestionKey(of: other).text)
    #expect(binding.requests == [])
  }

  @Test func takesAnAnswerOnce() async throws {
    let question = try await question()
    let continuation = accepting(question, ["reply": "B"])
    _ = try await call(ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])]), continuation)
    await #expect(throws: RPCError.invalidRequestState) { try await call(ScriptedBinding([]), continuation) }
  }

  @Test func takesNoAnswerThatComesTooLate() async throws {
    let question = try await question()
    time.pass(RequestState.lifetime)
    await #expect(throws: RPCError.invalidRequestState) {
      try await call(ScriptedBinding([]), accepting(question, ["reply": "B"]))
    }
  }

  @Test(
    arguments: [
      (arguments, "weather", "weather_other"), (["message": "Where is it?"], "weather", "weather_forecast"),
      (arguments, "bank", "weather_forecast"),
    ] as [(JSONObject, String, String)])
  func takesNoAnswerOfAnotherCall(_ arguments: JSONObject, _ agent: String, _ tool: String) async throws {
    let question = try await question()
    let binding = ScriptedBinding([])
    await #expect(throws: RPCError.invalidRequestState) {
      try await call(
        binding, accepting(question, ["reply": "B"]), arguments: arguments, agent: agent, tool: tool)
    }
    #expect(binding.performed == [])
    // The right call still can.
    let right = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    _ = try await call(right, accepting(question, ["reply": "B"]))
  }

  @Test(arguments: ["", "v1.", "x", "v1.AAAA"]) func takesNoForgedState(_ state: String) async throws {
    await #expect(throws: RPCError.invalidRequestState) {
      try await call(ScriptedBinding([]), ToolCall.Continuation(state: state, answers: [:]))
    }
  }

  @Test func neverAsksForASecret() async throws {
    let task = Samples.task(.inputRequired, saying: "Your password?")
    let answer = try await call(ScriptedBinding([.stream([.task(task)])]))
    #expect(answer.question == nil)
    #expect(answer.unasked.text.contains("must not be typed into this chat"))
    #expect(answer.unasked.text.contains("Your password?"))
  }

  @Test func asksAlsoWhileItWaitsForATask() async throws {
    let json: JSONObject = ["agent": "weather", "task_id": "t-1"]
    func wait(_ steps: [ScriptedBinding.Step], _ continuation: ToolCall.Continuation? = nil) async throws
      -> ToolAnswer
    {
      try await runner.wait(
        for: try TaskArguments(json), json, at: try Samples.agent(binding: ScriptedBinding(steps)),
        from: CallSite(tool: "a2a_task_wait", continuation: continuation))
    }
    let question = try #require(try await wait([.task(Self.asked)]).question)
    let answer = try await wait(
      [.task(Self.asked), .stream([.task(Self.done)])], accepting(question, ["reply": "B"]))
    #expect(answer.unasked.text.hasPrefix("in Rome"))
    await #expect(throws: RPCError.invalidRequestState) {
      try await call(ScriptedBinding([]), accepting(question, ["reply": "B"]))
    }
  }
}
