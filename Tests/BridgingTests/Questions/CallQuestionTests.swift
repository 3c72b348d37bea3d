import A2A
import JSON
import JSONRPC
import MCP
import Settings
import Telemetry
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
    agent: String = "weather", at address: String = "https://weather.example",
    tool: String = "weather_forecast", client: ClientCapabilities = Samples.asking
  ) async throws -> ToolAnswer {
    try await runner.call(
      Samples.skill, of: try Samples.agent(agent, settings: AgentSettings(url: address), binding: binding),
      arguments,
      from: CallSite(tool: tool, client: client, continuation: continuation))
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
    #expect(message.metadata == ["skillId": "forecast", "a2a-bridge/hop": 1])
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
      from: CallSite(tool: "weather_forecast", client: Samples.asking, continuation: accepting(first, [:])))
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
    #expect(message.hasPrefix("The last answer could not be used: reply: expected a string.\n\n"))
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
    guard case .form(let message, _) = next.elicitation else { return }
    #expect(message.hasPrefix("The last answer could not be used: the agent asks something else by now.\n\n"))
    #expect(binding.requests == [])
  }

  @Test func sayingNoToOneQuestionIsNoAnswerToTheNext() async throws {
    let first = try await question()
    let other = Samples.task(.inputRequired, saying: "Delete everything?")
    let no = ToolCall.Continuation(state: first.state, answers: [first.key: .decline])
    let next = try await call(ScriptedBinding([.task(other)]), no)
    #expect(next.question?.key == QuestionKey(of: other).text)
  }

  @Test func takesNoAnswerForAnAgentElsewhere() async throws {
    let question = try await question()
    let binding = ScriptedBinding([])
    await #expect(throws: RPCError.invalidRequestState) {
      try await call(binding, accepting(question, ["reply": "B"]), at: "https://other.example")
    }
    #expect(binding.performed == [])
  }

  @Test func answersAQuestionOnceThatTwoCallsHaveAsked() async throws {
    let (first, second) = (try await question(), try await question())
    let binding = ScriptedBinding([.task(Self.asked), .stream([.task(Self.asked)])])
    // The agent still shows what it was told the answer to.
    #expect(try await call(binding, accepting(first, ["reply": "B"])).question == nil)
    #expect(binding.unplayed == [])
    let later = ScriptedBinding([.task(Self.asked), .task(Self.asked)])
    #expect(try await call(later, accepting(second, ["reply": "B"])).question == nil)
    #expect(later.requests == [])
  }

  @Test(arguments: [A2AError.Code.taskNotFound, .unsupportedOperation, .methodNotFound])
  func answersAnAgentThatCanNotBeAsked(_ code: A2AError.Code) async throws {
    let question = try await question()
    let refusal = A2AError(code, "no", mayHaveRun: false)
    let binding = ScriptedBinding([.refuseTask(refusal), .stream([.task(Self.done)])])
    let answer = try await call(binding, accepting(question, ["reply": "B"]))
    #expect(answer.unasked.text.hasPrefix("in Rome"))
    let message = try #require(binding.requests.first?.message)
    #expect(message.parts == [Part(.text("B"))])
    #expect((message.taskID, message.contextID) == ("t-1", "c-1"))
  }

  @Test func sendsTheAnswerEvenIfTheFilesAreGone() async throws {
    let arguments: JSONObject = ["message": "x", "files": ["gone.txt"]]
    let state = try #require(
      runner.handles.text(of: try Self.state(for: arguments, expiry: runner.handles.stateExpiry)))
    let key = QuestionKey(of: Self.asked).text
    let binding = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    let answer = try await call(
      binding, ToolCall.Continuation(state: state, answers: [key: .accept(["reply": "B"])]),
      arguments: arguments)
    #expect(answer.unasked.text.hasPrefix("in Rome"))
  }

  private static func state(
    for arguments: JSONObject, tool: String = "weather_forecast", expiry: Int64
  ) throws -> RequestState {
    RequestState(
      tool: tool, arguments: ArgumentDigest.of(arguments), agent: "weather",
      fingerprint: try Samples.agent().fingerprint, taskID: "t-1", contextID: "c-1",
      question: QuestionKey(of: asked), kind: .reply, nonce: Handles.nonce(), expiry: expiry)
  }

  @Test func asksNoClientThatCanNotAsk() async throws {
    let answer = try await call(
      ScriptedBinding([.stream([.task(Self.asked)])]), client: ClientCapabilities())
    #expect(answer.question == nil)
    #expect(answer.unasked.text.contains("Which package?"))
  }

  @Test(arguments: [("weather_forecast", ["cancel"]), ("a2a_task_wait", [])])
  func stopsTheTaskOfACallThatIsCancelledWhileTheUserIsAsked(_ tool: String, _ performed: [String])
    async throws
  {
    let state = try Self.state(for: [:], tool: tool, expiry: runner.handles.stateExpiry)
    let binding = ScriptedBinding([.cancel(Samples.task(.canceled))])
    let agent = try Samples.agent(binding: binding)
    runner.abandon(state, at: agent)
    runner.abandon(state, at: agent)
    runner.background.finish()
    await runner.background.run()
    #expect(binding.performed == performed)
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
        from: CallSite(tool: "a2a_task_wait", client: Samples.asking, continuation: continuation))
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
