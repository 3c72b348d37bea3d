import A2A
import HTTP
import Logging
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite struct TaskWatchTests {
  private static func artifact(_ id: String, _ text: String, append: Bool = false) -> AgentEvent {
    .artifact(
      TaskArtifactUpdate(
        taskID: "t-1", contextID: nil, artifact: Artifact(id: id, parts: [Part(.text(text))]), append: append)
    )
  }

  private static func status(_ state: TaskState, task: String = "t-1") -> AgentEvent {
    .status(TaskStatusUpdate(taskID: task, contextID: nil, status: TaskStatus(state)))
  }

  /// What the agent says, what of it is news of the task, and what of the artifact `a`.
  static let stories: [([AgentEvent], [Bool], [Bool])] = [
    ([.task(Samples.task(.working))], [false], [false]),
    ([.task(Samples.task(.completed))], [true], [true]),
    (
      [.task(Samples.task(.working)), .task(Samples.task(.working)), status(.working), status(.submitted)],
      [false, false, false, true], [false, false, false, false]
    ),
    (
      [
        .task(Samples.task(.working)), artifact("a", "x"), artifact("b", "x"),
        artifact("a", "y", append: true),
      ],
      [false, true, true, true], [false, true, false, true]
    ),
    (
      [
        .task(Samples.task(.working)),
        .task(Samples.task(.working, artifacts: [Artifact(id: "a", parts: [Part(.text("x"))])])),
        .task(Samples.task(.completed, artifacts: [Artifact(id: "a", parts: [Part(.text("x"))])])),
      ], [false, true, true], [false, true, false]
    ),
    ([.task(Samples.task(.working)), status(.completed, task: "t-2")], [false, false], [false, false]),
  ]

  @Test(arguments: stories) func hearsWhatIsNews(
    _ events: [AgentEvent], _ ofTask: [Bool], _ ofArtifact: [Bool]
  ) {
    var task = TaskWatch("t-1")
    var artifact = TaskWatch("t-1", artifact: "a")
    #expect(events.map { task.hears($0) } == ofTask)
    #expect(events.map { artifact.hears($0) } == ofArtifact)
  }

  @Test(arguments: TaskState.known) func isOverWithTheTask(_ state: TaskState) {
    var watch = TaskWatch("t-1")
    _ = watch.hears(.task(Samples.task(.working)))
    _ = watch.hears(Self.status(state))
    #expect(watch.isOver == state.isTerminal)
  }

  // MARK: Watching

  private let time = SkippedTime()
  private let ledger = TaskLedger()

  /// Watches until it is over.
  private func changes(_ steps: [ScriptedBinding.Step]) async throws -> (count: Int, unplayed: [String]) {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let directory = AgentDirectory(
      [], cache: CardCache(stateDirectory: nil, logger: logger), logger: logger)
    let resources = AgentResources(directory: directory, ledger: ledger, timing: time.timing)
    let binding = ScriptedBinding(steps)
    let agent = try Samples.agent(binding: binding, timing: time.timing)
    let count = Mutex(0)
    await resources.watch(TaskWatch("t-1"), of: agent) { count.withLock { $0 += 1 } }
    return (count.withLock { $0 }, binding.unplayed)
  }

  @Test func followsATaskToItsEnd() async throws {
    let changes = try await changes([
      .task(Samples.task(.working)), .subscribe([Self.artifact("a", "x"), Self.status(.completed)]),
      .task(Samples.task(.completed)),
    ])
    #expect(changes.count >= 2)
    #expect(changes.unplayed == [])
  }

  /// Where a task stands still, it is looked at less and less often.
  @Test func waitsForOthersToAnswerAQuestion() async throws {
    let asking = ScriptedBinding.Step.task(Samples.task(.inputRequired, saying: "Which?"))
    let changes = try await changes([asking, asking, asking, .task(Samples.task(.completed))])
    #expect(changes.count == 1)
    #expect(time.waits == [.seconds(5), .seconds(10), .seconds(20)])
  }

  @Test func goesOnOnceAnAgentAnswersAgain() async throws {
    let changes = try await changes([
      .refuseTask(A2AError(.transport(.refused), "no connection", mayHaveRun: false)),
      .task(Samples.task(.completed)),
    ])
    #expect(changes.count == 1)
    #expect(time.waits == [.seconds(5)])
  }

  @Test func isOverAtOnceForATaskThatThereIsNot() async throws {
    let missing = ScriptedBinding.Step.refuseTask(A2AError(.taskNotFound, "no", mayHaveRun: false))
    #expect(try await changes([missing]).count == 0)
    #expect(time.waits == [])
    ledger.note("t-1", TaskLedger.Entry(agent: "bank"))
    #expect(try await changes([.task(Samples.task(.working))]).unplayed == ["task"])
  }
}
