import A2A
import HTTP
import JSON
import MCP
import Settings
import TestSupport
import Testing

@testable import Bridging

/// What is written down of requests that were not sent because that would not have been safe.
@Suite(.timeLimit(.minutes(1))) struct RefusalAuditTests {
  private static func hearing(_ events: Collected<String>) -> AuditTrail {
    AuditTrail { event in
      if case .refused(let agent, let reason) = event { events.add("\(agent ?? ""): \(reason)") }
    }
  }

  private static let causes: [(HTTPError.Cause, Bool)] = [
    (.addressRefused, true), (.unencrypted, true), (.tls, true),
    (.refused, false), (.dns, false), (.reset, false), (.timeout(.total), false), (.cancelled, false),
  ]

  @Test(arguments: causes) func ofCalls(_ cause: HTTPError.Cause, _ isWritten: Bool) async throws {
    let failure = A2AError(HTTPError(cause, "not today"))
    func agent(_ steps: ScriptedBinding.Step...) throws -> AgentSnapshot {
      try Samples.agent(binding: ScriptedBinding(steps))
    }
    let events = Collected<String>()
    let runner = CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
      timing: SkippedTime().timing, logger: Samples.silence, audit: Self.hearing(events))
    let site = CallSite(tool: "weather_forecast")
    // What is worth another attempt gets one.
    let failing = ScriptedBinding.Step.stream([], ending: failure)
    _ = try await runner.call(
      Samples.skill, of: try agent(failing, failing, failing), ["message": "x"], from: site)
    _ = await runner.cancel(
      try TaskArguments(["agent": "weather", "task_id": "t"]), at: try agent(.refuseCancel(failure)),
      from: site)
    _ = await runner.list(TaskListRequest(), at: try agent(.refuse("ListTasks", failure)), from: site)
    #expect(events.all == Array(repeating: "weather: \(failure.message)", count: isWritten ? 3 : 0))
  }

  /// A card that leads elsewhere: that is written down when it is found out, not each time that it is asked for.
  @Test func ofCards() async throws {
    let moved = "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/card\r\nContent-Length: 0\r\n\r\n"
    try await ScriptedServer.replying(moved) { server in
      let events = Collected<String>()
      let trail = Self.hearing(events)
      var settings = AgentSettings(url: server.url + "/card.json")
      settings.name = "a"
      let clock = ManualClock()
      let directory = AgentDirectory(
        AgentRoster([settings], logger: Samples.silence).agents,
        cache: CardCache(stateDirectory: nil, logger: Samples.silence), logger: Samples.silence,
        timing: clock.timing, audit: trail.record)
      await directory.askAll()
      #expect(events.all.count == 1)
      #expect(events.all.first?.hasPrefix("a: no agent card at \(server.url)/card.json: ") == true)
      #expect(events.all.first?.contains("https://elsewhere.example") == true)
    }
  }

  @Test func ofLinkedFiles() async throws {
    let events = Collected<String>()
    var settings = AgentSettings(url: "https://weather.example")
    settings.results.fetchesFiles = true
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a", parts: [Part(.url("https://files.example/a"))])])
    let agent = try Samples.agent(settings: settings, binding: ScriptedBinding([.stream([.task(task)])]))
    let runner = CallRunner(
      ledger: TaskLedger(),
      linked: LinkedFiles { _ throws(HTTPError) in throw HTTPError(.addressRefused, "10.0.0.1 is private") },
      background: BackgroundWork(), handles: Samples.handles, timing: SkippedTime().timing,
      logger: Samples.silence, audit: Self.hearing(events))
    _ = try await runner.call(
      Samples.skill, of: agent, ["message": "x"], from: CallSite(tool: "weather_forecast"))
    #expect(events.all.count == 1)
    #expect(events.all.first?.contains("10.0.0.1 is private") == true)
  }
}
