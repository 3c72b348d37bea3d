import HTTP
import Telemetry
import TestSupport
import Testing

@testable import A2A

/// How a call goes, told by what is asked of the agent and what comes of it.
@Suite struct AgentClientTests {
  typealias Step = ScriptedBinding.Step

  private static let refused = A2AError(.transport(.refused), "no connection", mayHaveRun: false)
  private static let reset = A2AError(.transport(.reset), "cut", mayHaveRun: true)
  private static let unsupported = A2AError(.unsupportedOperation, "no streams", mayHaveRun: false)
  private static let unknown = A2AError(.taskNotFound, "unknown", mayHaveRun: false)
  private static func artifact(_ texts: String..., chunked: Bool = false) -> Artifact {
    Artifact(id: "a-1", parts: texts.map(Samples.text), isChunked: chunked)
  }

  private static let done = Samples.task(
    .completed, artifacts: [Artifact(id: "a-1", parts: [Samples.text("x")])])

  struct Story: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var streams = true
    var steps: [Step]
    var outcome: CallOutcome
    /// The waits between the operations, in milliseconds.
    var waits: [Int] = []

    init(
      _ name: String, streams: Bool = true, _ steps: [Step], _ outcome: CallOutcome, waits: [Int] = []
    ) {
      testDescription = name
      self.streams = streams
      self.steps = steps
      self.outcome = outcome
      self.waits = waits
    }
  }

  @Test(arguments: [
    Story(
      "a message at once", [.stream([.message(Samples.agentSays("hi"))])], .answered(Samples.agentSays("hi"))),
    Story(
      "a task to its end",
      [.stream([.task(Samples.task(.submitted)), Samples.status(.working), .task(done)])],
      .stopped(done)),
    Story(
      "a status before the task",
      [.stream([Samples.status(.working), Samples.status(.completed, saying: "x")])],
      .stopped(Samples.task(.completed, saying: "x"))),
    Story(
      "a question", [.stream([Samples.status(.inputRequired, saying: "which?")])],
      .stopped(Samples.task(.inputRequired, saying: "which?"))),
    Story(
      "a message without streams", streams: false, [.send(.message(Samples.agentSays("hi")))],
      .answered(Samples.agentSays("hi"))),
    Story("an ended task without streams", streams: false, [.send(.task(done))], .stopped(done)),
    Story(
      "polling, ever more slowly", streams: false,
      [.send(.task(Samples.task(.submitted)))] + Array(repeating: .task(Samples.task(.working)), count: 7)
        + [.task(done)],
      .stopped(done), waits: [100, 200, 400, 800, 1600, 3200, 5000, 5000]),
    Story(
      "streams promised but not kept", [.stream([], ending: unsupported), .send(.task(done))], .stopped(done)),
    Story(
      "a stream that ends too early", [.stream([Samples.status(.working)]), .task(done)], .stopped(done)),
    Story(
      "a stream that breaks", [.stream([Samples.status(.working)], ending: reset), .task(done)],
      .stopped(done)),
    Story(
      "a broken stream taken up again",
      [
        .stream([Samples.status(.working)], ending: reset), .task(Samples.task(.working)),
        .subscribe([.task(Samples.task(.working)), .task(done)]),
      ], .stopped(done)),
    Story(
      "completed, and the result only afterwards",
      [.stream([Samples.status(.working), Samples.status(.completed)]), .task(done)], .stopped(done)),
    Story(
      "completed without any result",
      [.stream([Samples.status(.completed)]), .task(Samples.task(.completed))],
      .stopped(Samples.task(.completed))),
    Story(
      "a piece missed between the look and the subscription",
      [
        .stream([Samples.chunk("a")]), .task(Samples.task(.working, artifacts: [artifact("a")])),
        .subscribe([Samples.chunk("c"), Samples.status(.completed)]),
        .task(Samples.task(.completed, artifacts: [artifact("a", "b", "c")])),
      ], .stopped(Samples.task(.completed, artifacts: [artifact("a", "b", "c", chunked: true)]))),
    Story(
      "a subscription that is refused is followed by looks",
      [
        .stream([Samples.status(.working)]),
        .task(Samples.task(.working)), .subscribe([], ending: unsupported),
        .task(Samples.task(.working)), .subscribe([], ending: unsupported),
        .task(Samples.task(.working)), .subscribe([], ending: unsupported),
        .task(Samples.task(.working)), .task(done),
      ], .stopped(done), waits: [100, 200, 400, 800]),
    Story(
      "looks that fail for a while", streams: false,
      [.send(.task(Samples.task(.working))), .refuseTask(reset), .refuseTask(refused), .task(done)],
      .stopped(done), waits: [100, 200, 400]),
    Story(
      "an agent that forgot the task", streams: false,
      [.send(.task(Samples.task(.working))), .refuseTask(unknown)],
      .lost(Samples.task(.working), unknown), waits: [100]),
    Story(
      "an agent that died", streams: false,
      [.send(.task(Samples.task(.working)))] + Array(repeating: .refuseTask(refused), count: 7),
      .lost(Samples.task(.working), refused), waits: [100, 200, 400, 800, 1600, 3200, 5000]),
    Story(
      "a message that surely did not arrive is sent again",
      [.stream([], ending: refused), .stream([], ending: refused), .stream([.task(done)])], .stopped(done),
      waits: [200, 400]),
  ]) func ends(_ story: Story) async throws {
    let time = SkippedTime()
    let binding = ScriptedBinding(story.steps)
    let client = AgentClient(binding, streams: story.streams, timing: time.timing)
    let outcome = try await client.call(Samples.request, within: .seconds(60)) { _ in }
    #expect(outcome == story.outcome)
    #expect(binding.unplayed == [])
    #expect(time.waits == story.waits.map { .milliseconds($0) })
  }

  @Test(arguments: [
    // Nothing but certainty allows a second attempt.
    ("may have arrived", [Step.stream([], ending: reset)], A2AError.Code.transport(.reset)),
    (
      "refused by the agent",
      [.stream([], ending: A2AError(.invalidParams, "no", mayHaveRun: false))], .invalidParams
    ),
    (
      "never arrives", Array(repeating: .stream([], ending: refused), count: 3), .transport(.refused)
    ),
    ("an empty stream", [.stream([])], .invalidAgentResponse),
    (
      "cancelled",
      [.stream([Samples.status(.working)], ending: A2AError(.transport(.cancelled), "", mayHaveRun: true))],
      .transport(.cancelled)
    ),
    (
      "silent until the time is over",
      [.stream([], ending: A2AError(.transport(.timeout(.total)), "", mayHaveRun: true))],
      .transport(.timeout(.total))
    ),
  ]) func fails(_ name: String, _ steps: [Step], _ code: A2AError.Code) async throws {
    let binding = ScriptedBinding(steps)
    let client = AgentClient(binding, streams: true, timing: SkippedTime().timing)
    let error = await #expect(throws: A2AError.self) {
      try await client.call(Samples.request, within: .seconds(60)) { _ in }
    }
    #expect(error?.code == code)
    #expect(binding.unplayed == [])
    #expect(!binding.performed.contains { $0.hasSuffix("?") })
  }

  @Test func waitsAsLongAsTheAgentAsks() async throws {
    let busy = A2AError(.rateLimited, "slow down", mayHaveRun: false, retryAfter: .seconds(7))
    let time = SkippedTime()
    let binding = ScriptedBinding([.stream([], ending: busy), .stream([.task(Self.done)])])
    _ = try await AgentClient(binding, streams: true, timing: time.timing)
      .call(Samples.request, within: .seconds(60)) { _ in }
    #expect(time.waits == [.seconds(7)])
  }

  @Test func doesNotWaitBeyondItsTime() async throws {
    let busy = A2AError(.rateLimited, "slow down", mayHaveRun: false, retryAfter: .seconds(70))
    let binding = ScriptedBinding([.stream([], ending: busy)])
    let client = AgentClient(binding, streams: true, timing: SkippedTime().timing)
    await #expect(throws: busy) { try await client.call(Samples.request, within: .seconds(60)) { _ in } }
  }

  @Test func saysThatTheTaskGoesOnWhenTheTimeIsOver() async throws {
    let time = SkippedTime()
    let steps: [Step] =
      [.send(.task(Samples.task(.submitted)))] + Array(repeating: .task(Samples.task(.working)), count: 20)
    let client = AgentClient(ScriptedBinding(steps), streams: false, timing: time.timing)
    let outcome = try await client.call(Samples.request, within: .seconds(4)) { _ in }
    #expect(outcome == .working(Samples.task(.working)))
    #expect(time.waits.reduce(.zero, +) == .seconds(4))
  }

  @Test func endsAStreamThatOutlastsTheTime() async throws {
    let time = SkippedTime()
    let over = A2AError(.transport(.timeout(.total)), "", mayHaveRun: true)
    let binding = ScriptedBinding([.stream([Samples.status(.working)], ending: over)]) {
      time.pass(.seconds(50))
    }
    let outcome = try await AgentClient(binding, streams: true, timing: time.timing)
      .call(Samples.request, within: .seconds(50)) { _ in }
    #expect(outcome == .working(Samples.task(.working)))
  }

  @Test func keepsTheHandleOfATaskWhoseAnswerTakesTooLong() async throws {
    let time = SkippedTime()
    let over = A2AError(.transport(.timeout(.total)), "", mayHaveRun: true)
    let binding = ScriptedBinding([.refuseSend(over)]) { time.pass(.seconds(50)) }
    var request = Samples.request
    request.message.taskID = "t-1"
    request.message.contextID = "c-1"
    let outcome = try await AgentClient(binding, streams: false, timing: time.timing)
      .call(request, within: .seconds(50)) { _ in }
    #expect(outcome == .working(Samples.task(.working)))
  }

  @Test func tellsEverythingInOrder() async throws {
    let events = [
      Samples.status(.working, saying: "one"), Samples.chunk("x", append: false), Samples.status(.completed),
    ]
    var heard: [AgentEvent] = []
    _ = try await AgentClient(ScriptedBinding([.stream(events)]), streams: true, timing: SkippedTime().timing)
      .call(Samples.request, within: .seconds(1)) { heard.append($0) }
    #expect(heard == events)
  }

  @Test func goesOnWithATaskThereIs() async throws {
    let binding = ScriptedBinding([
      .task(Samples.task(.working)), .task(Samples.task(.working)), .subscribe([.task(Self.done)]),
    ])
    let outcome = try await AgentClient(binding, streams: true, timing: SkippedTime().timing)
      .follow("t-1", within: .seconds(9)) { _ in }
    #expect(outcome == .stopped(Self.done))
  }

  @Test func doesNotFollowATaskThatIsUnknown() async throws {
    let client = AgentClient(
      ScriptedBinding([.refuseTask(Self.unknown)]), streams: true, timing: SkippedTime().timing)
    await #expect(throws: Self.unknown) { try await client.follow("t-1", within: .seconds(9)) { _ in } }
  }

  @Test func looksAgainWhereAKeptConnectionHasDied() async throws {
    let revived = ScriptedBinding([.refuseTask(Self.reset), .task(Self.done)])
    let outcome = try await AgentClient(revived, streams: true, timing: SkippedTime().timing)
      .follow("t-1", within: .seconds(9)) { _ in }
    #expect(outcome == .stopped(Self.done))
    let gone = AgentClient(
      ScriptedBinding([.refuseTask(Self.reset), .refuseTask(Self.refused)]), streams: true,
      timing: SkippedTime().timing)
    await #expect(throws: Self.refused) { try await gone.follow("t-1", within: .seconds(9)) { _ in } }
  }

  @Test func aStreamIsNotLeftBecauseItsTimeRunsOut() async throws {
    let time = SkippedTime()
    let binding = ScriptedBinding([.stream([Samples.status(.working), .task(Self.done)])]) {
      time.pass(.seconds(45))  // Less is left now than an agent gets for its first word.
    }
    let outcome = try await AgentClient(binding, streams: true, timing: time.timing)
      .call(Samples.request, within: .seconds(50)) { _ in }
    #expect(outcome == .stopped(Self.done))
    #expect(binding.performed == ["stream"])
  }

  @Test func aWaitOfNothingHearsOfTheTaskAllTheSame() async throws {
    let binding = ScriptedBinding([.stream([Samples.status(.working)])])
    let outcome = try await AgentClient(binding, streams: true, timing: SkippedTime().timing)
      .call(Samples.request, within: .zero) { _ in }
    #expect(outcome == .working(Samples.task(.working)))
  }

  @Test func waitsThroughASignIn() async throws {
    let asked = Samples.task(.authRequired, saying: "sign in")
    let binding = ScriptedBinding([.task(asked), .task(asked), .task(Self.done)])
    let outcome = try await AgentClient(binding, streams: false, timing: SkippedTime().timing)
      .follow("t-1", within: .seconds(60)) { _ in }
    #expect(outcome == .stopped(Self.done))
    let patient = ScriptedBinding(Array(repeating: .task(asked), count: 30))
    let later = try await AgentClient(patient, streams: false, timing: SkippedTime().timing)
      .follow("t-1", within: .seconds(60)) { _ in }
    #expect(later == .stopped(asked))
  }

  @Test func anAgentThatAsksForPatienceIsNotLost() async throws {
    let busy = A2AError(.rateLimited, "slow down", mayHaveRun: false, retryAfter: .seconds(20))
    let time = SkippedTime()
    let binding = ScriptedBinding([
      .send(.task(Samples.task(.working))), .refuseTask(busy), .refuseTask(busy), .task(Self.done),
    ])
    let outcome = try await AgentClient(binding, streams: false, timing: time.timing)
      .call(Samples.request, within: .seconds(600)) { _ in }
    #expect(outcome == .stopped(Self.done))
    #expect(time.waits == [.milliseconds(100), .seconds(20), .seconds(20)])
  }

  @Test func stopsListeningToAnAgentThatSaysTooMuch() {
    var tracker = TaskTracker()
    let large = Samples.chunk(String(repeating: "x", count: 1 << 20))
    for _ in 0...TaskTracker.maxBytes >> 20 { tracker.apply(large) }
    guard case .lost(_, let error) = tracker.outcome else {
      Issue.record("still listening")
      return
    }
    #expect(error.code == .transport(.bodyTooLarge))
    #expect((tracker.task?.artifacts.first?.parts.count ?? 0) <= TaskTracker.maxBytes >> 20)
  }

  @Test func dropsEventsOfOtherTasks() async throws {
    let binding = ScriptedBinding([
      .stream([
        Samples.status(.working), Samples.status(.failed, of: "t-2"), Samples.status(.completed, saying: "x"),
      ])
    ])
    let outcome = try await AgentClient(binding, streams: true, timing: SkippedTime().timing)
      .call(Samples.request, within: .seconds(9)) { _ in }
    #expect(outcome == .stopped(Samples.task(.completed, saying: "x")))
  }
}
