import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("Calls that take longer than a host waits") struct WaitingTests {
  private static let mcp: [HostVersion] = [.november2025, .july2026]
  private static let a2a = DemoAgent.Version.allCases
  /// A wait that is soon over, in seconds, and long enough for the agent's first word.
  private static let moment = JSONValue.number(JSONNumber(text: "0.3") ?? JSONNumber(1))

  /// A host with an agent that does not come past its first step before `Hold.release`.
  private func talk(
    _ mcp: HostVersion = .november2025, _ a2a: DemoAgent.Version, _ arguments: [String] = [],
    _ body: (Host, Hold) async throws -> Void
  ) async throws {
    let hold = Hold()
    try await DemoAgent(version: a2a, pace: hold.pace).withRunning { url in
      try await Host.serving([url] + arguments, as: mcp) { host in try await body(host, hold) }
    }
  }

  @Test("end well, and a2a_task_wait brings the rest", arguments: mcp, a2a)
  func stillWorking(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host, hold in
      let early = try await host.call(
        host.tool("weather_forecast"), ["message": "The weather in Oslo", "wait_seconds": Self.moment])
      let task = try #require(early["taskId"])
      #expect(!early.isError)
      #expect(["submitted", "working"].contains(early.state), "as far as the agent has come")
      #expect(early.body.contains("a2a_task_wait with agent=\"demo_agent\" and task_id=\"\(task)\""))
      let handle: JSONObject = ["agent": "demo_agent", "task_id": .string(task)]
      let wait = try await host.start("a2a_task_wait", handle, progressToken: "w")
      _ = try await host.progress("w")
      hold.release()
      let answer = CallAnswer(try await host.answer(to: wait))
      #expect(!answer.isError)
      #expect(answer.body.hasPrefix("Forecast for Oslo\n"))
      #expect(answer.state == "completed")
      #expect(answer["taskId"] == task)
    }
  }

  @Test("bring the handle even to a host that does not wait at all", arguments: mcp, a2a)
  func noWait(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host, hold in
      let early = try await host.call(
        host.tool("weather_forecast"), ["message": "The weather in Oslo", "wait_seconds": 0])
      let task = try #require(early["taskId"], "\(early.text)")
      #expect(!early.isError)
      #expect(["submitted", "working"].contains(early.state))
      hold.release()
      let answer = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
      #expect(answer.state == "completed")
    }
  }

  @Test("wait as long as the command line says", arguments: a2a)
  func configuredWait(_ a2a: DemoAgent.Version) async throws {
    try await talk(.november2025, a2a, ["--wait", "300ms"]) { host, _ in
      let early = try await host.call(host.tool("plan_trip"), ["message": "3 days in Rome"])
      #expect(!early.isError)
      #expect(["submitted", "working"].contains(early.state), "as far as the agent has come")
    }
  }

  @Test("a2a_task_cancel stops the agent", arguments: mcp, a2a)
  func cancelTool(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host, _ in
      let task = try await startedTask(host)
      let handle: JSONObject = ["agent": "demo_agent", "task_id": .string(task)]
      let cancelled = try await host.call("a2a_task_cancel", handle)
      #expect(!cancelled.isError)
      #expect(cancelled.state == "canceled")
      let end = try await host.call("a2a_task_wait", handle)
      #expect(end.isError)
      #expect(end.state == "canceled")
      let again = try await host.call("a2a_task_cancel", handle)
      #expect(again.isError)
      #expect(again.body.contains("nothing is left to cancel"))
    }
  }

  @Test("a call that the host cancels is cancelled at the agent, and not answered", arguments: mcp, a2a)
  func cancelledCall(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host, _ in
      let (call, task) = try await heldCall(host)
      try await host.notify("notifications/cancelled", ["requestId": JSONValue(call), "reason": "enough"])
      let end = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
      #expect(end.state == "canceled")
      #expect(!host.unasked.contains { $0["id"] == JSONValue(call) })
    }
  }

  @Test("the first call of a task can be cancelled too")
  func cancelledFirstCall() async throws {
    try await ScriptedAgent.serving { connection, request in
      switch ScriptedAgent.operation(request) {
      case "CancelTask": try connection.send(ScriptedAgent.result(ScriptedAgent.task("CANCELED")))
      default:
        try connection.send(ScriptedAgent.stream(["task": ScriptedAgent.task("WORKING")]))
        try connection.stall()
      }
    } whileRunning: { server in
      try await Host.serving([server.url]) { host in
        let call = try await host.start(ScriptedAgent.tool, ["message": "go"], progressToken: "p")
        _ = try await host.progress("p")
        try await host.notify("notifications/cancelled", ["requestId": JSONValue(call)])
      }
      // The process has ended, so whatever the agent was to be told it has been told.
      let cancellations = server.log.requests.filter { ScriptedAgent.operation($0) == "CancelTask" }
      #expect(cancellations.count == 1)
      #expect(cancellations.first?.text.contains("\"t-1\"") == true)
    }
  }

  @Test("a wait that the host cancels leaves the task alone", arguments: a2a)
  func cancelledWait(_ a2a: DemoAgent.Version) async throws {
    try await talk(.november2025, a2a) { host, hold in
      let task = try await startedTask(host)
      let handle: JSONObject = ["agent": "demo_agent", "task_id": .string(task)]
      let wait = try await host.start("a2a_task_wait", handle, progressToken: "w")
      _ = try await host.progress("w")
      try await host.notify("notifications/cancelled", ["requestId": JSONValue(wait)])
      hold.release()
      #expect(try await host.call("a2a_task_wait", handle).state == "completed")
    }
  }

  @Test("with onCancel: detach the agent goes on")
  func detach() async throws {
    let hold = Hold()
    try await DemoAgent(pace: hold.pace).withRunning { url in
      try await Configuration.with(#"{"agents": [{"url": "\#(url)", "onCancel": "detach"}]}"#) { file in
        try await Host.serving(["--config", file]) { host in
          let (call, task) = try await heldCall(host)
          try await host.notify("notifications/cancelled", ["requestId": JSONValue(call)])
          hold.release()
          let end = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
          #expect(end.state == "completed")
        }
      }
    }
  }

  @Test("a question of one process is answered through the next", arguments: mcp, a2a)
  func restart(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await DemoAgent(version: a2a, pace: .immediate).withRunning { url in
      let asked = try await Host.serving([url], as: mcp) { host in
        try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"])
      }
      let task = try #require(asked["taskId"])
      try await Host.serving([url], as: mcp) { host in
        let answer = try await host.call(
          host.tool("track_order"), ["message": "Package A", "task_id": .string(task)])
        #expect(answer.state == "completed")
        #expect(answer.body.contains("Package A of order 4711"))
      }
    }
  }

  @Test("an agent that is gone for good is told from one that works", arguments: a2a)
  func agentIsGone(_ a2a: DemoAgent.Version) async throws {
    let (urls, source) = AsyncStream<String>.makeStream()
    try await withThrowingTaskGroup { agents in
      agents.addTask {
        try await DemoAgent(version: a2a, pace: Hold().pace).withRunning { url in
          source.yield(url)
          // Runs until it is cancelled.
          try await Task.sleep(for: .seconds(3_600))
        }
      }
      let url = try #require(await urls.first { _ in true })
      try await Host.serving([url]) { host in
        let task = try await startedTask(host)
        agents.cancelAll()
        while case .failure? = await agents.nextResult() {}
        let end = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
        #expect(end.isError)
        #expect(end["error"] == "unreachable")
        #expect(end.body.contains("is it running?"))
        #expect(try await host.ask("ping") == [:])
      }
    }
  }

  /// A task at which the agent is held, without a call that waits for it.
  private func startedTask(_ host: Host) async throws -> String {
    let early = try await host.call(
      host.tool("plan_trip"), ["message": "Plan a 2 day trip to Rome", "wait_seconds": Self.moment])
    return try #require(early["taskId"])
  }

  /// A call at which the agent is held, with the id of its task: the answer to a question.
  private func heldCall(_ host: Host) async throws -> (id: Int, task: String) {
    let asked = try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"])
    let task = try #require(asked["taskId"])
    let call = try await host.start(
      host.tool("track_order"), ["message": "Package A", "task_id": .string(task)], progressToken: "held")
    _ = try await host.progress("held")
    return (call, task)
  }
}
