import A2A
import HTTP
import JSON
import JSONRPC
import MCP
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Tasks that clients hold, at an agent that follows a script.
@Suite struct HeldTaskTests {
  private static let asked = Samples.task(.inputRequired, saying: "Which package?")
  private static let signIn = Samples.task(.authRequired, saying: "Sign in at https://login.example/x")
  private static let done = Samples.task(.completed, saying: "sunny")
  private static let working = Samples.task(.working, saying: "counting")

  private let time = ManualTime()
  private let runner: CallRunner

  init() {
    runner = CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(),
      handles: Handles(stateDirectory: nil, logger: Samples.silence, now: time.now),
      timing: SkippedTime().timing,
      logger: Samples.silence)
  }

  private func held(_ binding: ScriptedBinding) throws -> HeldTask {
    let agent = try Samples.agent(binding: binding)
    let handle = TaskHandle(
      tool: "weather_forecast", skill: "forecast", agent: "weather", fingerprint: agent.fingerprint,
      taskID: "t-1", contextID: "c-1", nonce: "n", created: time.now(), lifetime: .seconds(3_600))
    return HeldTask(id: "id", handle: handle, agent: agent, taskID: "t-1")
  }

  private func held(_ steps: ScriptedBinding.Step...) throws -> HeldTask { try held(ScriptedBinding(steps)) }

  // MARK: What clients see

  private static let states: [(AgentTask, String)] = [
    (Samples.task(.submitted), "working"), (working, "working"), (Samples.task(.other("odd")), "working"),
    (asked, "asks"), (signIn, "asks"), (done, "completed"), (Samples.task(.failed), "completed, error"),
    (Samples.task(.rejected), "completed, error"), (Samples.task(.canceled), "cancelled"),
    (Samples.task(.inputRequired, saying: "Your password?"), "completed"),
    (Samples.task(.authRequired, saying: "Sign in"), "completed"),
  ]

  @Test(arguments: states) func eachStateIsOneToTheClient(_ task: AgentTask, _ word: String) async throws {
    #expect(try await runner.look(at: held(.task(task))).word == word)
  }

  @Test func saysWhenAndForHowLong() async throws {
    let held = try held(.task(Samples.task(.working, saying: "half\nway")))
    time.pass(.seconds(5))
    let snapshot = try await runner.look(at: held)
    #expect(snapshot.id == "id")
    #expect(snapshot.message == "half way")
    #expect(snapshot.createdAt == "2027-01-15T08:00:00.000Z")
    #expect(snapshot.lastUpdatedAt == "2027-01-15T08:00:05.000Z")
    #expect(snapshot.lifetime == .seconds(3_600))
    #expect(snapshot.pollInterval == .seconds(1))
  }

  @Test(
    arguments: [
      (nil, Duration.seconds(1)), (.milliseconds(20), .milliseconds(100)),
      (.milliseconds(400), .milliseconds(400)),
      (.seconds(5), .seconds(1)),
    ] as [(Duration?, Duration)]) func isLookedAtAsOftenAsItIsWorth(_ usual: Duration?, _ interval: Duration)
    throws
  {
    let held = try held()
    let snapshot = TaskSnapshot("id", held.handle, .working, now: time.now(), usualWait: usual)
    #expect(snapshot.pollInterval == interval)
  }

  // MARK: Waiting

  @Test func waitsForTheEnd() async throws {
    let held = try held(.task(Self.working), .subscribe([.task(Self.done)]))
    #expect(try await runner.settle(held).word == "completed")
  }

  @Test(arguments: [asked, signIn]) func waitsNoLongerThanToAQuestion(_ task: AgentTask) async throws {
    let held = try held(.task(Self.working), .subscribe([.task(task)]), .task(task))
    #expect(try await runner.settle(held).word == "asks")
  }

  @Test func waitsWhileTheUserSignsIn() async throws {
    let key = QuestionKey(of: Self.signIn)
    let first = try held(.task(Self.signIn))
    try await runner.answer([key.text: .accept([:])], of: first)
    #expect(try await runner.look(at: held(.task(Self.signIn))).word == "working")
    let held = try held(.task(Self.signIn), .task(Self.signIn), .subscribe([.task(Self.done)]))
    #expect(try await runner.settle(held).word == "completed")
  }

  // MARK: Answering

  @Test func sendsTheAnswerWithoutWaiting() async throws {
    let binding = ScriptedBinding([.task(Self.asked), .stream([.task(Self.working)])])
    try await runner.answer(
      [QuestionKey(of: Self.asked).text: .accept(["reply": "B"])], of: held(binding))
    let message = try #require(binding.requests.first?.message)
    #expect(message.parts == [Part(.text("B"))])
    #expect((message.taskID, message.contextID) == ("t-1", "c-1"))
    #expect(message.metadata == ["skillId": "forecast", "a2a-bridge/hop": 1])
    #expect(binding.performed == ["task", "stream"])
  }

  @Test(arguments: [
    (asked, "q-1-2"), (done, QuestionKey(of: asked).text), (working, QuestionKey(of: asked).text),
    (Samples.task(.inputRequired, saying: "Your password?"), QuestionKey(of: asked).text),
  ]) func takesNoAnswerToWhatIsNotAsked(_ task: AgentTask, _ key: String) async throws {
    let binding = ScriptedBinding([.task(task)])
    try await runner.answer([key: .accept(["reply": "B"])], of: held(binding))
    #expect(binding.performed == ["task"])
  }

  @Test func saysWhatIsWrongWithAnAnswer() async throws {
    let held = try held(.task(Self.asked))
    await #expect(throws: RPCError(code: -32602, message: "Invalid answer: reply: missing")) {
      try await runner.answer([QuestionKey(of: Self.asked).text: .accept([:])], of: held)
    }
  }

  @Test(arguments: [
    (Elicitation.Answer.decline, "The user was asked and declined."),
    (.cancel, "The question was closed without an answer"),
  ]) func leavesTheTaskWhenTheUserDoes(_ answer: Elicitation.Answer, _ words: String) async throws {
    let binding = ScriptedBinding([.task(Self.asked)])
    try await runner.answer([QuestionKey(of: Self.asked).text: answer], of: held(binding))
    let result = try #require(runner.handles.kept.result(of: "n"))
    #expect(!result.isError)
    #expect(result.text.contains(words))
    #expect(result.text.contains("Which package?"))
    #expect(result.text.contains("Call weather_forecast again with task_id=\"t-1\""))
    #expect(binding.requests == [])
  }

  // MARK: Cancelling

  private static let notCancelable = A2AError(.taskNotCancelable, "over", mayHaveRun: false)
  private static let cancels: [([ScriptedBinding.Step], String)] = [
    ([.cancel(Samples.task(.canceled))], "cancelled"), ([.cancel(working)], "cancelled"),
    ([.cancel(asked)], "cancelled"),
    ([.cancel(done)], "completed"), ([.refuseCancel(notCancelable), .task(done)], "completed"),
  ]

  @Test(arguments: cancels)
  func asksTheAgentToStop(_ steps: [ScriptedBinding.Step], _ word: String) async throws {
    #expect(try await runner.cancel(held(ScriptedBinding(steps))).word == word)
    // It does not come back to life, however long the agent takes.
    #expect((runner.handles.kept.end(of: "n") == .cancelled) == (word == "cancelled"))
  }

  // MARK: Failures

  private static let failures: [(A2AError, Int, String)] = [
    (A2AError(.taskNotFound, "no such task", mayHaveRun: false), -32602, "does not know it any more"),
    (
      A2AError(.transport(.refused), "connection refused", mayHaveRun: false), -32603,
      "ask for it again later"
    ),
    (A2AError(.unavailable, "HTTP 503", mayHaveRun: false), -32603, "ask for it again later"),
    (A2AError(.unauthenticated, "HTTP 401", mayHaveRun: false), -32603, "\"a2a-bridge check\" tells more"),
  ]

  @Test(arguments: failures)
  func saysWhyATaskCanNotBeSeen(_ error: A2AError, _ code: Int, _ words: String) async throws {
    for use in [
      { try await runner.look(at: $0) }, { try await runner.settle($0) },
      {
        try await runner.answer([:], of: $0)
        throw RPCError(code: 0, message: "")
      },
    ] as [(HeldTask) async throws -> TaskSnapshot] {
      let failure = await #expect(throws: RPCError.self) { _ = try await use(held(.refuseTask(error))) }
      #expect(failure?.code == code)
      #expect(failure?.message.contains(words) == true)
    }
    let cancel = await #expect(throws: RPCError.self) {
      _ = try await runner.cancel(held(.refuseCancel(error)))
    }
    #expect(cancel?.code == code)
  }

  // MARK: Following

  @Test func showsEveryChangeOnce() async throws {
    let seen = Mutex<[String]>([])
    let held = try held(
      .task(Self.working), .task(Self.working), .subscribe([.task(Self.asked)]), .task(Self.asked),
      .refuseTask(A2AError(.unavailable, "HTTP 503", mayHaveRun: false)), .task(Self.asked), .task(Self.done))
    try await runner.follow(held) { snapshot in seen.withLock { $0.append(snapshot.word) } }
    #expect(seen.withLock { $0 } == ["working", "asks", "completed"])
  }

  @Test func followsNoTaskThatIsForgotten() async throws {
    let forgotten = ScriptedBinding.Step.refuseTask(
      A2AError(.taskNotFound, "no such task", mayHaveRun: false))
    await #expect(throws: RPCError.self) { try await runner.follow(held(forgotten)) { _ in } }
    let later = try held(.task(Self.working), forgotten)
    await #expect(throws: RPCError.self) { try await runner.follow(later) { _ in } }
  }

  // MARK: Finding

  @Test func findsOnlyWhatItHasMade() async throws {
    let tools = BridgeTools(
      directory: AgentDirectory(
        [], cache: CardCache(stateDirectory: nil, logger: Samples.silence), logger: Samples.silence),
      runner: runner)
    let held = try held()
    let orphan = try #require(runner.handles.id(of: held.handle))
    for id in ["", "t-1", "v1.AAAA", orphan] {
      await #expect(throws: RPCError.unknownTask) { try await tools.task(id) }
      await #expect(throws: RPCError.unknownTask) { try await tools.settledTask(id) }
      await #expect(throws: RPCError.unknownTask) { try await tools.answer([:], ofTask: id) }
      await #expect(throws: RPCError.unknownTask) { try await tools.cancelTask(id) }
      await #expect(throws: RPCError.unknownTask) { try await tools.followTask(id) { _ in } }
    }
    let result = ToolResult(content: [.text("hello")])
    runner.handles.kept.keep(result, of: "n")
    #expect(try await tools.task(orphan).status == .completed(result))
    #expect(try await tools.settledTask(orphan).status == .completed(result))
    #expect(try await tools.cancelTask(orphan).status == .completed(result))
    time.pass(.seconds(3_600))
    await #expect(throws: RPCError.unknownTask) { try await tools.task(orphan) }
  }
}

extension TaskSnapshot {
  /// Its status, in short.
  fileprivate var word: String {
    switch status {
    case .working: "working"
    case .inputRequired: "asks"
    case .completed(let result): result.isError ? "completed, error" : "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    }
  }
}
