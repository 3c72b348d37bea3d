import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("Every version of MCP, with an agent of every version of A2A") struct ConversationTests {
  private static let mcp = HostVersion.allCases
  private static let a2a = DemoAgent.Version.allCases

  private func talk(
    _ mcp: HostVersion, _ a2a: DemoAgent.Version, pace: Pace = .immediate, _ body: (Host) async throws -> Void
  ) async throws {
    try await DemoAgent(version: a2a, pace: pace).withRunning { url in
      try await Host.serving([url], as: mcp, body)
    }
  }

  @Test("the skills are tools", arguments: mcp, a2a)
  func tools(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let result = try await host.ask("tools/list")
      let tools = try #require(result["tools"]?.array)
      let skills = [
        "echo", "weather_forecast", "track_order", "code_review", "plan_trip", "chart", "flaky_report",
        "forbidden",
        "sign_in", "big_report", "book_table",
      ]
      #expect(
        tools.compactMap { $0["name"]?.string } == skills.map { "demo_agent_\($0)" } + [
          "a2a_task_wait", "a2a_task_cancel", "a2a_read_more",
        ])
      for tool in tools {
        #expect(tool["inputSchema"]?["type"] == "object")
        #expect(tool["description"]?.string?.isEmpty == false)
        #expect((tool["annotations"] != nil) == (mcp != .november2024))
        #expect((tool["title"] != nil) == (mcp.rawValue >= "2025-06-18"))
      }
      #expect(!result.text.contains("null"), "a null member costs some hosts every tool")
      #expect(result["resultType"] == (mcp.isModern ? "complete" : nil))
    }
  }

  @Test("an answer at once", arguments: mcp, a2a)
  func echo(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let words = "Grüße, \"quoted\" \\ and\n\ttwo lines 👩‍👧"
      let answer = try await host.call(host.tool("echo"), ["message": .string(words)])
      #expect(!answer.isError)
      #expect(answer.body == words)
      #expect(answer.trailer.hasPrefix("[a2a agent=demo_agent context="))
      #expect(answer.trailer.hasSuffix(" state=completed]"))
      #expect(answer.json["resultType"] == (mcp.isModern ? "complete" : nil))
    }
  }

  @Test("a streamed task with progress", arguments: mcp, a2a)
  func progress(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    let hold = Hold()
    try await talk(mcp, a2a, pace: hold.pace) { host in
      let call = try await host.start(
        host.tool("weather_forecast"), ["message": "The weather in Oslo for 2 days"], progressToken: "p-1")
      // The agent is held at its first step: so this is news of a call that runs.
      let first = try await host.progress("p-1")
      hold.release()
      let answer = CallAnswer(try await host.answer(to: call))
      #expect(!answer.isError)
      #expect(answer.body.hasPrefix("Forecast for Oslo\nDay 1: "))
      #expect(answer.body.contains("\"city\":\"Oslo\""))
      #expect(answer.state == "completed")
      let numbers = ([first] + host.unaskedProgress("p-1")).compactMap { $0["progress"]?.int }
      #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
      #expect((first["message"] != nil) == (mcp != .november2024))
      // Once a call is answered, its token is dead.
      _ = try await host.ask("tools/list")
      #expect(host.unaskedProgress("p-1").count == numbers.count - 1)
    }
  }

  @Test("a question, and the answer to it", arguments: mcp, a2a)
  func question(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let asked = try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"])
      let task = try #require(asked["taskId"])
      #expect(!asked.isError)
      #expect(asked.state == "input-required")
      #expect(asked.body.contains("Which package: A or B?"))
      #expect(asked.body.contains("Call demo_agent_track_order again with task_id=\"\(task)\""))
      let answer = try await host.call(
        host.tool("track_order"), ["message": "Package B", "task_id": .string(task)])
      #expect(!answer.isError)
      #expect(answer["taskId"] == task)
      #expect(answer["contextId"] == asked["contextId"])
      #expect(answer.body.contains("Package B of order 4711 is in"))
      #expect(answer.state == "completed")
    }
  }

  @Test("several artifacts", arguments: mcp, a2a)
  func artifacts(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let answer = try await host.call(host.tool("code_review"), ["message": "let a = try! b()\n\tc()"])
      #expect(!answer.isError)
      let findings = try #require(answer.body.split(separator: "\n\n").last)
      #expect(answer.body.hasPrefix("# Code review\n\n2 finding(s) in 1 file(s)."))
      #expect(try JSONValue(parsing: Array(findings.utf8))["count"] == 2)
    }
  }

  @Test("a picture, and a link to another", arguments: mcp, a2a)
  func image(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let answer = try await host.call(host.tool("chart"), ["message": "chart 3 1 4"])
      #expect(!answer.isError)
      #expect(answer.images.count == 1)
      #expect(answer.images.first?["mimeType"] == "image/png")
      // The first bytes of every PNG.
      #expect(answer.images.first?["data"]?.string?.hasPrefix("iVBORw0KGgo") == true)
      #expect(answer.body.contains("/files/chart.png"))
    }
  }

  @Test(
    "an end that is no success",
    arguments: mcp,
    a2a.flatMap { a2a in
      [
        (a2a, "flaky_report", "failed", "The database of figures did not answer"),
        (a2a, "forbidden", "rejected", "This agent is not allowed to do that."),
      ]
    })
  func failure(
    _ mcp: HostVersion, _ end: (a2a: DemoAgent.Version, skill: String, state: String, words: String)
  ) async throws {
    try await talk(mcp, end.a2a) { host in
      let answer = try await host.call(host.tool(end.skill), ["message": "go"])
      #expect(answer.isError)
      #expect(answer.body.contains(end.words))
      #expect(answer.state == end.state)
    }
  }

  @Test("a sign-in that the user has to do elsewhere", arguments: mcp, a2a)
  func signIn(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let asked = try await host.call(host.tool("sign_in"), ["message": "go"])
      let task = try #require(asked["taskId"])
      #expect(!asked.isError)
      #expect(asked.state == "auth-required")
      #expect(asked.body.contains("a2a_task_wait with agent=\"demo_agent\" and task_id=\"\(task)\""))
      let page = try #require(asked.body.split(separator: " ").first { $0.hasPrefix("http://") })
      // The user's browser: anything that gets the page will do.
      _ = try await BridgeProcess.run(["card", String(page)])
      let answer = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
      #expect(!answer.isError)
      #expect(answer.body.contains("You are signed in."))
      #expect(answer.state == "completed")
    }
  }

  @Test(
    "a version of MCP that nobody knows is met with the latest",
    arguments: ["2099-01-01", "1.0.0", "2026-07-28"])
  func counterOffer(_ asked: String) async throws {
    try await BridgeProcess.running(["serve", Self.nobody]) { process in
      try await process.say(
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(asked)","#
          + #""capabilities":{},"clientInfo":{"name":"x","version":"1"}}}"#)
      let answer = try JSONValue(parsing: Array(try await process.hear().utf8))
      #expect(answer["result"]?["protocolVersion"] == "2025-11-25")
      #expect(answer["id"] == 0)
    }
  }

  @Test("both eras on one pipe") func bothEras() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await BridgeProcess.running(["serve", url]) { process in
        let modern = try await Host.greeting(process, as: .july2026)
        let discovered = try await modern.ask("server/discover")
        #expect(discovered["supportedVersions"] == ["2026-07-28"])
        let legacy = try await Host.greeting(process, as: .june2025)
        #expect(try await legacy.call(legacy.tool("echo"), ["message": "old"]).body == "old")
        #expect(try await modern.call(modern.tool("echo"), ["message": "new"]).body == "new")
      }
    }
  }

  /// An address at which no agent is.
  private static let nobody = "http://127.0.0.1:1"
}
