import A2A
import JSON
import MCP
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite struct CallLimiterTests {
  private let time = SkippedTime()

  private func limits(minute: Int = 600, hour: Int = 10_000) -> AgentLimits {
    var limits = AgentLimits()
    (limits.callsPerMinute, limits.callsPerHour) = (minute, hour)
    return limits
  }

  private func refusal(_ limiter: CallLimiter, _ agent: String, _ limits: AgentLimits) -> CallRefusal? {
    do throws(CallRefusal) {
      try limiter.admit(to: agent, as: agent, limits)
      return nil
    } catch {
      return error
    }
  }

  /// Which limits are how narrow, and which one it is that the last of so many calls meets.
  struct Case: Sendable {
    let agent: (minute: Int, hour: Int)
    let bridge: (minute: Int, hour: Int)
    let period: CallRates.Period
    let limit: Int
    let isAgents: Bool
  }

  @Test(
    arguments: [
      Case(agent: (3, 100), bridge: (100, 100), period: .minute, limit: 3, isAgents: true),
      Case(agent: (100, 4), bridge: (100, 100), period: .hour, limit: 4, isAgents: true),
      Case(agent: (100, 100), bridge: (5, 100), period: .minute, limit: 5, isAgents: false),
      Case(agent: (100, 100), bridge: (100, 6), period: .hour, limit: 6, isAgents: false),
      // Where both are met, what lasts longer is named.
      Case(agent: (2, 2), bridge: (2, 2), period: .hour, limit: 2, isAgents: true),
    ] as [Case])
  func takesAsManyAsTheLimitAndNotOneMore(_ example: Case) {
    var bridge = BridgeLimits()
    (bridge.callsPerMinute, bridge.callsPerHour) = example.bridge
    let limiter = CallLimiter(bridge, timing: time.timing)
    let agent = limits(minute: example.agent.minute, hour: example.agent.hour)
    for _ in 0..<example.limit { #expect(refusal(limiter, "a", agent) == nil) }
    let length = Duration.seconds(example.period == .minute ? 60 : 3_600)
    let obstacle = CallRates.Obstacle(limit: example.limit, period: example.period, wait: length)
    let expected = CallRefusal.tooManyCalls(obstacle, agent: example.isAgents ? "a" : nil)
    #expect(refusal(limiter, "a", agent) == expected)
    // What is refused doesn't count: the place is free when it was said to be.
    time.pass(length)
    #expect(refusal(limiter, "a", agent) == nil)
  }

  @Test func oneAgentsCallsAreNotAnothers() {
    let limiter = CallLimiter(timing: time.timing)
    #expect(refusal(limiter, "a", limits(minute: 1)) == nil)
    #expect(refusal(limiter, "a", limits(minute: 1)) != nil)
    #expect(refusal(limiter, "b", limits(minute: 1)) == nil)
  }

  @Test func anotherNameIsNoOtherAgent() throws {
    let limiter = CallLimiter(timing: time.timing)
    try limiter.admit(to: "a", as: "https://a.example", limits(minute: 1))
    #expect(throws: CallRefusal.self) {
      try limiter.admit(to: "b", as: "https://a.example", limits(minute: 1))
    }
  }

  // MARK: Hops

  @Test(
    arguments: [
      (0, nil, 3, 1), (0, 2, 3, 3), (0, 3, 3, nil), (2, nil, 3, 3), (3, nil, 3, nil),
      // The larger one counts.
      (1, 2, 3, 3), (2, 1, 3, 3), (3, 0, 3, nil), (0, nil, 1, 1), (1, nil, 1, nil), (15, 0, 16, 16),
    ] as [(Int, Int?, Int, Int?)])
  func endsACircle(_ inherited: Int, _ said: Int?, _ limit: Int, _ hop: Int?) {
    var bridge = BridgeLimits()
    bridge.hops = limit
    let limiter = CallLimiter(bridge, hops: inherited, timing: time.timing)
    HopCount.$incoming.withValue(said) {
      let refusal = refusal(limiter, "a", limits())
      #expect(refusal == (hop == nil ? .tooManyHops(max(inherited, said ?? 0), limit: limit) : nil))
      if let hop { #expect(limiter.hop == hop) }
    }
  }

  // MARK: Words

  @Test(
    arguments: [
      (
        .tooManyCalls(.init(limit: 600, period: .minute, wait: .milliseconds(11_500)), agent: "weather"),
        [
          "600 calls to agent \"weather\" within one minute", "in 12 seconds",
          "\"limits.callsPerMinute\" of agent",
        ]
      ),
      (
        .tooManyCalls(.init(limit: 1, period: .hour, wait: .milliseconds(1)), agent: nil),
        ["1 call within one hour", "in 1 second.", "raise \"limits.callsPerHour\" in bridge.json"]
      ),
      (.tooManyHops(3, limit: 3), ["3 bridges", "in a circle", "do not try again", "\"limits.hops\""]),
      (.queueFull(agent: "weather", waiting: 256), ["256 calls wait for agent \"weather\""]),
      (.queueTooSlow(agent: "weather", concurrent: 1), ["1 call goes on", "\"limits.concurrentCalls\""]),
    ] as [(CallRefusal, [String])])
  func saysWhichLimitAndWhatToDo(_ refusal: CallRefusal, _ words: [String]) {
    for word in words { #expect(refusal.advice.contains(word), "\(refusal.advice)") }
  }
}

/// Limits in calls as a whole.
@Suite struct LimitedCallTests {
  private static let asked = Samples.task(.inputRequired, saying: "Which package?")
  private static let done = Samples.task(.completed, saying: "in Rome")

  private func runner(_ limiter: CallLimiter, _ audit: AuditTrail = AuditTrail()) -> CallRunner {
    CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
      timing: SkippedTime().timing, logger: Samples.silence, limiter: limiter, audit: audit)
  }

  private func agent(_ binding: ScriptedBinding, minute: Int) throws -> AgentSnapshot {
    var settings = AgentSettings(url: "https://weather.example")
    settings.limits.callsPerMinute = minute
    return try Samples.agent(settings: settings, binding: binding)
  }

  private func call(
    _ runner: CallRunner, _ agent: AgentSnapshot, _ continuation: ToolCall.Continuation? = nil
  ) async throws -> ToolAnswer {
    try await runner.call(
      Samples.skill, of: agent, ["message": "Where is it?"],
      from: CallSite(tool: "weather_forecast", client: Samples.asking, continuation: continuation))
  }

  @Test func whatIsRefusedIsNotSent() async throws {
    let events = Collected<String>()
    let audit = AuditTrail {
      if case .refused(let agent, let reason) = $0 { events.add("\(agent ?? ""): \(reason)") }
    }
    let runner = runner(CallLimiter(), audit)
    let binding = ScriptedBinding([.stream([.task(Self.done)])])
    let agent = try agent(binding, minute: 1)
    #expect(try await call(runner, agent).unasked.isError == false)
    let refused = try await call(runner, agent).unasked
    #expect(refused.isError)
    #expect(refused.text.hasPrefix("Not called: 1 call to agent \"weather\" within one minute"))
    #expect(binding.performed == ["stream"])
    #expect(events.all.count == 1)
    #expect(events.all.first?.hasPrefix("weather: 1 call to agent") == true)
  }

  @Test func aRefusedAnswerIsNotSpent() async throws {
    let time = SkippedTime()
    let runner = runner(CallLimiter(timing: time.timing))
    let first = ScriptedBinding([.stream([.task(Self.asked)])])
    let question = try #require(try await call(runner, agent(first, minute: 1)).question)
    let answer = ToolCall.Continuation(
      state: question.state, answers: [question.key: .accept(["reply": "B"])])
    let second = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    #expect(try await call(runner, agent(second, minute: 1), answer).unasked.isError)
    #expect(second.performed == [])
    time.pass(.seconds(60))
    #expect(try await call(runner, agent(second, minute: 1), answer).unasked.text.hasPrefix("in Rome"))
  }

  @Test func anAnswerCounts() async throws {
    let runner = runner(CallLimiter())
    let first = ScriptedBinding([.stream([.task(Self.asked)])])
    let question = try #require(try await call(runner, agent(first, minute: 2)).question)
    let answer = ToolCall.Continuation(
      state: question.state, answers: [question.key: .accept(["reply": "B"])])
    let second = ScriptedBinding([.task(Self.asked), .stream([.task(Self.done)])])
    #expect(try await call(runner, agent(second, minute: 2), answer).unasked.isError == false)
    let third = ScriptedBinding([.stream([.task(Self.done)])])
    #expect(try await call(runner, agent(third, minute: 2)).unasked.isError)
    #expect(third.performed == [])
  }

  @Test func aMessageSentAgainCountsOnce() async throws {
    let runner = runner(CallLimiter())
    let busy = A2AError(.unavailable, "busy", mayHaveRun: false)
    let binding = ScriptedBinding([
      .stream([], ending: busy), .stream([], ending: busy), .stream([.task(Self.done)]),
    ])
    let agent = try agent(binding, minute: 1)
    #expect(try await call(runner, agent).unasked.isError == false)
    #expect(binding.performed == ["stream", "stream", "stream"])
  }

  @Test(arguments: [(0, 1), (2, 3)]) func theMessageSaysTheHop(_ before: Int, _ hop: Int) async throws {
    let binding = ScriptedBinding([.stream([.task(Self.done)])])
    let agent = try agent(binding, minute: 1)
    _ = try await HopCount.$incoming.withValue(before) {
      try await call(runner(CallLimiter()), agent)
    }
    #expect(binding.requests.first?.message.metadata?[HopCount.metaKey] == JSONValue(hop))
  }

  @Test func aCircleEnds() async throws {
    let binding = ScriptedBinding([])
    let agent = try agent(binding, minute: 1)
    let result = try await HopCount.$incoming.withValue(3) {
      try await call(runner(CallLimiter()), agent).unasked
    }
    #expect(result.isError)
    #expect(result.text.contains("in a circle"))
    #expect(binding.performed == [])
  }
}
