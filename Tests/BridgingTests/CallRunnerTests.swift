import A2A
import HTTP
import JSON
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Calls from their arguments to their results, at an agent that follows a script.
@Suite struct CallRunnerTests {
  private let skill = ToolSkill(
    AgentSkill(id: "forecast", name: "Forecast"), of: AgentCard(name: "Weather", interfaces: []),
    at: "weather.example",
    ToolSettings())
  private let runner = CallRunner(
    ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
    timing: SkippedTime().timing,
    logger: Samples.silence)

  private func call(
    _ binding: ScriptedBinding, _ arguments: JSONObject, agent name: String = "weather",
    progress: ProgressReporter = .unwanted
  ) async throws -> ToolResult {
    try await runner.call(
      skill, of: try Samples.agent(name, binding: binding), arguments,
      from: CallSite(tool: "\(name)_forecast", progress: progress)
    ).unasked
  }

  @Test func sendsTheMessageWithTheSkillAndAFreshID() async throws {
    let binding = ScriptedBinding(
      Array(repeating: .stream([.task(Samples.task(.completed, saying: "sunny"))]), count: 2))
    for _ in 0..<2 {
      _ = try await call(binding, ["message": "Oslo?", "data": ["day": 1], "context_id": "c-9"])
    }
    let messages = binding.requests.map(\.message)
    #expect(Set(messages.map(\.messageID)).count == 2)
    #expect(messages.allSatisfy { $0.messageID.count == 36 })
    #expect(messages[0].role == .user)
    #expect(messages[0].parts == [Part(.text("Oslo?")), Part(.data(["day": 1]))])
    #expect(messages[0].metadata == ["skillId": "forecast", "a2a-bridge/hop": 1])
    #expect(messages[0].contextID == "c-9")
    #expect(messages[0].taskID == nil)
  }

  @Test func answersAQuestionInItsConversation() async throws {
    let binding = ScriptedBinding([
      .stream([.task(Samples.task(.inputRequired, saying: "Which city?"))]),
      .stream([.task(Samples.task(.completed, saying: "sunny"))]),
    ])
    _ = try await call(binding, ["message": "Weather?"])
    let result = try await call(binding, ["message": "Oslo", "task_id": "t-1"])
    #expect(result.isError == false)
    #expect(binding.requests[1].message.taskID == "t-1")
    #expect(binding.requests[1].message.contextID == "c-1")
  }

  @Test func keepsTheTasksOfAgentsApart() async throws {
    _ = try await call(ScriptedBinding([.stream([.task(Samples.task(.inputRequired))])]), ["message": "x"])
    let other = ScriptedBinding([])
    let result = try await call(other, ["message": "x", "task_id": "t-1"], agent: "bank")
    #expect(result.isError)
    #expect(
      result.content == [.text("Not called: task \"t-1\" belongs to agent \"weather\", not to \"bank\".")])
    #expect(other.performed == [])
  }

  @Test func doesNotCallWithWrongArguments() async throws {
    let binding = ScriptedBinding([])
    let result = try await call(binding, ["message": 7])
    #expect(result.isError)
    #expect(result.content == [.text("Not called: \"message\" must be a string, not a number.")])
    #expect(binding.performed == [])
  }

  @Test func reportsProgress() async throws {
    let lines = Mutex<[String?]>([])
    let words = Message(messageID: "m", role: .agent, parts: [Part(.text("half\nway"))])
    let binding = ScriptedBinding([
      .stream([
        .task(Samples.task(.submitted)),
        .status(
          TaskStatusUpdate(taskID: "t-1", contextID: nil, status: TaskStatus(.working, message: words))),
        .artifact(
          TaskArtifactUpdate(
            taskID: "t-1", contextID: nil, artifact: Artifact(id: "a-1", name: "report", parts: []),
            append: false)),
        .status(TaskStatusUpdate(taskID: "t-1", contextID: nil, status: TaskStatus(.completed))),
      ])
    ])
    // The heartbeat's clock is a real one here, so it does not beat.
    let runner = CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles, timing: .system,
      logger: runner.logger)
    let progress = ProgressReporter { line in lines.withLock { $0.append(line) } }
    _ = try await runner.call(
      skill, of: try Samples.agent(binding: binding), ["message": "x"],
      from: CallSite(tool: "t", progress: progress))
    #expect(lines.withLock { $0 } == ["submitted", "half way", "artifact report", "completed"])
  }

  @Test(arguments: [(CancelPolicy.cancel, ["stream", "cancel"]), (.detach, ["stream"])])
  func tellsTheAgentOfACancellation(_ policy: CancelPolicy, _ operations: [String]) async throws {
    var settings = AgentSettings(url: "https://weather.example")
    settings.onCancel = policy
    let cancelled = A2AError(.transport(.cancelled), "cancelled", mayHaveRun: true)
    let binding = ScriptedBinding([
      .stream([.task(Samples.task(.working))], ending: cancelled), .cancel(Samples.task(.canceled)),
    ])
    let agent = try Samples.agent(settings: settings, binding: binding)
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await runner.background.run() }
      _ = try await runner.call(skill, of: agent, ["message": "x"], from: CallSite(tool: "t"))
      runner.background.finish()
    }
    #expect(binding.performed == operations)
  }

  @Test func waitsForATask() async throws {
    let binding = ScriptedBinding([.task(Samples.task(.completed, saying: "sunny"))])
    let json: JSONObject = ["agent": "weather", "task_id": "t-1"]
    let result = try await runner.wait(
      for: try TaskArguments(json), json, at: try Samples.agent(binding: binding), from: CallSite(tool: "t")
    ).unasked
    #expect(!result.isError)
    #expect(result.content == [.text("sunny\n\n[a2a agent=weather task=t-1 context=c-1 state=completed]")])
  }

  @Test(arguments: [
    (
      ScriptedBinding.Step.cancel(Samples.task(.canceled)), false,
      "The agent has stopped.\n\n[a2a agent=weather task=t-1 context=c-1 state=canceled]"
    ),
    (
      .cancel(Samples.task(.working)), false,
      "The agent was asked to stop.\n\n[a2a agent=weather task=t-1 context=c-1 state=working]"
    ),
    (
      .cancel(Samples.task(.completed, saying: "done all the same")), false,
      "done all the same\n\n[a2a agent=weather task=t-1 context=c-1 state=completed]"
    ),
    (
      .refuseCancel(
        A2AError(.taskNotCancelable, "the agent answered error -32002: \"over\"", mayHaveRun: false)), true,
      """
      weather: cancelling the task failed: the agent answered error -32002: "over". The agent has not acted on it. \
      The task has already ended; nothing is left to cancel.

      [a2a agent=weather task=t-1 state=error]
      """
    ),
  ]) func cancelsATask(_ step: ScriptedBinding.Step, _ isError: Bool, _ text: String) async throws {
    let arguments = try TaskArguments(["agent": "weather", "task_id": "t-1"])
    let result = await runner.cancel(
      arguments, at: try Samples.agent(binding: ScriptedBinding([step])), from: CallSite(tool: "t"))
    #expect(result.isError == isError)
    #expect(result.content == [.text(text)])
  }

  @Test(arguments: [
    (WaitLimit.duration(.seconds(50)), nil as String?, Duration.seconds(50)),
    (.duration(.seconds(50)), "5", .seconds(5)), (.terminal, nil, .seconds(3_600)),
    (.terminal, "7", .seconds(7)),
    (.duration(.seconds(9_999)), nil, .seconds(3_600)), (.duration(.seconds(50)), "9999", .seconds(3_600)),
  ]) func waitsAsLongAsItMay(_ wait: WaitLimit, _ asked: String?, _ limit: Duration) async throws {
    var settings = AgentSettings(url: "https://weather.example")
    settings.wait = wait
    let time = SkippedTime()
    let binding = ScriptedBinding(
      [.send(.task(Samples.task(.working)))] + Array(repeating: .task(Samples.task(.working)), count: 1_000))
    let agent = try Samples.agent(settings: settings, binding: binding, streams: false, timing: time.timing)
    var arguments: JSONObject = ["message": "x"]
    arguments["wait_seconds"] = asked.flatMap { JSONNumber(text: $0) }.map { .number($0) }
    let result = try await runner.call(skill, of: agent, arguments, from: CallSite(tool: "t")).unasked
    #expect(!result.isError)
    #expect(time.waits.reduce(.zero, +) == limit)
  }
}
