import A2A
import HTTP
import JSON
import JSONRPC
import MCP
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What becomes of calls whose clients would have a task.
@Suite struct TaskDeliveryTests {
  private static let working = Samples.task(.working, saying: "counting")
  private static let done = Samples.task(.completed, saying: "sunny")
  private static let refused = A2AError(.transport(.refused), "connection refused", mayHaveRun: false)
  private static let reply = Message(messageID: "m", role: .agent, parts: [Part(.text("hello"))])

  private let runner = CallRunner(
    ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
    timing: SkippedTime().timing, logger: Samples.silence)

  private func call(
    _ delivery: ToolCall.Delivery, _ steps: [ScriptedBinding.Step], _ arguments: JSONObject = ["message": "x"]
  ) async throws -> (answer: ToolAnswer, performed: [String]) {
    let binding = ScriptedBinding(steps)
    let answer = try await runner.call(
      Samples.skill, of: try Samples.agent(binding: binding), arguments,
      from: CallSite(tool: "weather_forecast", delivery: delivery))
    return (answer, binding.performed)
  }

  @Test(arguments: [ToolCall.Delivery.taskOrResult, .task(lifetime: nil)])
  func aTaskThatGoesOnIsATask(_ delivery: ToolCall.Delivery) async throws {
    let (answer, performed) = try await call(delivery, [.stream([.task(Self.working)])])
    let task = try #require(answer.task)
    #expect(task.status == .working)
    #expect(task.message == "counting")
    #expect(performed == ["stream"], "the first word is enough")
    let handle = try runner.handles.task(task.id)
    #expect((handle.agent, handle.taskID, handle.contextID) == ("weather", "t-1", "c-1"))
    #expect((handle.tool, handle.skill) == ("weather_forecast", "forecast"))
    #expect(task.createdAt == "\(handle.created)")
    #expect(task.lifetime == TaskHandle.longestLifetime)
  }

  @Test(arguments: [ToolCall.Delivery.taskOrResult, .task(lifetime: nil)])
  func aTaskThatAsksIsATask(_ delivery: ToolCall.Delivery) async throws {
    let asked = Samples.task(.inputRequired, saying: "Which package?")
    let task = try #require(try await call(delivery, [.stream([.task(asked)])]).answer.task)
    guard case .inputRequired(let question) = task.status else {
      Issue.record("no question")
      return
    }
    #expect(question.key == QuestionKey(of: asked).text)
    #expect(question.state == "")
  }

  private static let ends: [(String, ScriptedBinding.Step, String)] = [
    ("a task that is done", .stream([.task(done)]), "sunny"),
    ("a message", .stream([.message(reply)]), "hello"),
    ("a failure", .stream([.task(Samples.task(.failed, saying: "broken"))]), "broken"),
  ]

  @Test(arguments: ends)
  func whatIsOverIsAResult(_ name: String, _ step: ScriptedBinding.Step, _ words: String) async throws {
    let answer = try await call(.taskOrResult, [step]).answer
    #expect(answer == .result(answer.unasked))
    #expect(answer.unasked.text.contains(words))
  }

  @Test(arguments: ends)
  func whatIsOverIsATaskForWhoInsists(
    _ name: String, _ step: ScriptedBinding.Step, _ words: String
  ) async throws {
    let task = try #require(try await call(.task(lifetime: .seconds(90)), [step]).answer.task)
    guard case .completed(let result) = task.status else {
      Issue.record("not over")
      return
    }
    #expect(result.text.contains(words))
    #expect(task.lifetime == .seconds(90))
    let handle = try runner.handles.task(task.id)
    // Only what no agent could be asked for again is kept.
    #expect(runner.handles.kept.result(of: handle.nonce) == (handle.taskID == nil ? result : nil))
    #expect((handle.taskID == nil) == (name == "a message"))
  }

  @Test func whatCouldNotBeSentIsOverToo() async throws {
    let refusals = Array(repeating: ScriptedBinding.Step.stream([], ending: Self.refused), count: 3)
    let result = try await call(.taskOrResult, refusals).answer
    #expect(result == .result(result.unasked))
    #expect(result.unasked.isError)
    let task = try #require(try await call(.task(lifetime: nil), refusals).answer.task)
    #expect(task.status == .completed(result.unasked))
  }

  @Test func argumentsThatCannotBeUsedAreOverToo() async throws {
    let task = try #require(try await call(.task(lifetime: nil), [], ["message": 7]).answer.task)
    guard case .completed(let result) = task.status else {
      Issue.record("not over")
      return
    }
    #expect(result.isError)
    #expect(result.text == "Not called: \"message\" must be a string, not a number.")
  }

  @Test func idsMayBeTooLongForATask() async throws {
    let long = String(repeating: "\"", count: 1_024)
    let task = AgentTask(id: long, contextID: long, status: TaskStatus(.working))
    let answer = try await call(.taskOrResult, [.stream([.task(task)])]).answer
    #expect(answer == .result(answer.unasked))
    #expect(answer.unasked.text.contains("a2a_task_wait"))
    let insisting = try #require(
      try await call(.task(lifetime: nil), [.stream([.task(task)])]).answer.task)
    #expect(insisting.status == .completed(answer.unasked))
  }

  private static let lifetimes: [(ToolCall.Delivery, Duration)] = [
    (.taskOrResult, .seconds(86_400)), (.task(lifetime: nil), .seconds(86_400)),
    (.task(lifetime: .seconds(1)), .seconds(60)), (.task(lifetime: .seconds(3_600)), .seconds(3_600)),
    (.task(lifetime: .milliseconds(90_001)), .seconds(91)),
    (.task(lifetime: .seconds(864_000)), .seconds(86_400)),
  ]

  @Test(arguments: lifetimes) func livesAsLongAsItMay(_ delivery: ToolCall.Delivery, _ lifetime: Duration) {
    #expect(delivery.lifetime == lifetime)
  }

  @Test func onlySkillsBecomeTasks() throws {
    let catalog = ToolCatalog([try Samples.agent()], listsTasks: true)
    #expect(catalog.tools.filter(\.mayBecomeTask).map(\.name) == ["weather_forecast"])
  }
}
