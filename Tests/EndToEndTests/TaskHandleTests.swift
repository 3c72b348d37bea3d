import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("Calls that become tasks") struct TaskHandleTests {
  private static let a2a = DemoAgent.Version.allCases
  private static let modern: JSONObject = [
    "extensions": ["io.modelcontextprotocol/tasks": [:]], "elicitation": ["form": [:], "url": [:]],
  ]
  private static let core: JSONObject = [
    "tasks": ["requests": ["elicitation": ["create": [:]]]], "elicitation": ["form": [:], "url": [:]],
  ]

  private func talk(
    _ mcp: HostVersion, _ a2a: DemoAgent.Version = .v10, pace: Pace = .immediate,
    _ body: (Host) async throws -> Void
  ) async throws {
    try await DemoAgent(version: a2a, pace: pace).withRunning { url in
      try await Host.serving(
        [url], as: mcp, capabilities: mcp.isModern ? Self.modern : Self.core, body)
    }
  }

  /// Starts a call as a task, and returns the task.
  private func start(
    _ host: Host, _ skill: String, _ message: String, lifetime: JSONValue = 60_000
  ) async throws -> JSONValue {
    var parameters: JSONObject = [
      "name": .string(host.tool(skill)), "arguments": ["message": .string(message)],
    ]
    if host.version.isModern { return try await host.ask("tools/call", parameters) }
    parameters["task"] = ["ttl": lifetime]
    return try #require(try await host.ask("tools/call", parameters)["task"])
  }

  private func look(_ host: Host, _ id: JSONValue) async throws -> JSONValue {
    try await host.ask("tasks/get", ["taskId": id])
  }

  /// Looks until the task is no longer at work, which an agent without pauses soon is.
  private func stopped(_ host: Host, _ id: JSONValue) async throws -> JSONValue {
    while true {
      let task = try await look(host, id)
      if task["status"] != "working" { return task }
    }
  }

  // MARK: 2026-07-28

  @Test("look, answer, and look again", arguments: a2a) func modernQuestion(_ a2a: DemoAgent.Version)
    async throws
  {
    try await talk(.july2026, a2a) { host in
      let created = try await start(host, "track_order", "Where is order 4711?")
      #expect(created["resultType"] == "task")
      #expect(created["createdAt"]?.string?.hasSuffix("Z") == true)
      #expect(created["ttlMs"] == 86_400_000)
      let id = try #require(created["taskId"])
      let asked = try await stopped(host, id)
      #expect(asked["resultType"] == "complete")
      #expect(asked["status"] == "input_required")
      let key = try #require(asked["inputRequests"]?.object?.names.first)
      try await update(host, id, ["other": ["action": "decline"]])
      #expect(try await look(host, id)["status"] == "input_required")
      try await update(host, id, [key: ["action": "accept", "content": ["reply": "B"]]])
      let ended = try await stopped(host, id)
      #expect(ended["status"] == "completed")
      let result = CallAnswer(try #require(ended["result"]))
      #expect(result.body.contains("Package B of order 4711 is in"))
      #expect(result.state == "completed")
    }
  }

  @Test("who listens hears of a task to its end") func listening() async throws {
    let hold = Hold()
    try await talk(.july2026, pace: hold.pace) { host in
      let created = try await start(host, "plan_trip", "Plan a 2 day trip to Rome")
      let id = try #require(created["taskId"])
      let listening = try await host.request("subscriptions/listen", ["notifications": ["taskIds": [id]]])
      let first = try await host.message { $0["method"] == "notifications/subscriptions/acknowledged" }
      #expect(first["params"]?["notifications"]?["taskIds"] == [id])
      hold.release()
      let last = try await host.message {
        $0["method"] == "notifications/tasks" && $0["params"]?["status"] == "completed"
      }
      #expect(last["params"]?["taskId"] == id)
      #expect(last["params"]?["result"]?["content"]?.array?.isEmpty == false)
      let tag = "io.modelcontextprotocol/subscriptionId"
      #expect(last["params"]?["_meta"]?[tag] == JSONValue(listening))
    }
  }

  private func update(_ host: Host, _ id: JSONValue, _ responses: JSONObject) async throws {
    let answer = try await host.ask("tasks/update", ["taskId": id, "inputResponses": .object(responses)])
    #expect(answer["resultType"] == "complete")
  }

  @Test("a question declined is the end", arguments: ["decline", "cancel"])
  func modernRefusal(_ action: String) async throws {
    try await talk(.july2026) { host in
      let id = try #require(try await start(host, "track_order", "Where is order 4711?")["taskId"])
      let asked = try await stopped(host, id)
      let key = try #require(asked["inputRequests"]?.object?.names.first)
      try await update(host, id, [key: ["action": .string(action)]])
      let ended = try await look(host, id)
      #expect(ended["status"] == "completed")
      let result = CallAnswer(try #require(ended["result"]))
      #expect(!result.isError)
      #expect(result.body.contains("Which package: A or B?"))
      #expect(try await look(host, id)["result"] == ended["result"], "what is over stays as it is")
    }
  }

  @Test("another process has the same task, at once and after a restart") func otherProcess() async throws {
    let hold = Hold()
    try await DemoAgent(pace: hold.pace).withRunning { url in
      try await TemporaryFolder.with { home in
        func other(_ body: (Host) async throws -> Void) async throws {
          try await Host.serving([url], as: .july2026, home: home, capabilities: Self.modern, body)
        }
        var id: JSONValue = .null
        try await other { host in
          let created = try await start(host, "plan_trip", "Plan a 2 day trip to Rome")
          id = try #require(created["taskId"])
          let copy = id
          try await other { second in
            let task = try await look(second, copy)
            #expect(task["status"] == "working")
          }
        }
        hold.release()
        try await other { host in
          let ended = try await stopped(host, id)
          #expect(ended["status"] == "completed")
          #expect(CallAnswer(try #require(ended["result"])).body.contains("# 2 days in Rome"))
        }
      }
    }
  }

  @Test("a task is stopped at the agent", arguments: a2a) func modernCancel(_ a2a: DemoAgent.Version)
    async throws
  {
    let hold = Hold()
    try await talk(.july2026, a2a, pace: hold.pace) { host in
      let id = try #require(try await start(host, "plan_trip", "Plan a 2 day trip to Rome")["taskId"])
      #expect(try await look(host, id)["status"] == "working")
      for _ in 0..<2 {
        let answer = try await host.ask("tasks/cancel", ["taskId": id])
        #expect(answer["resultType"] == "complete")
      }
      #expect(try await look(host, id)["status"] == "cancelled")
    }
  }

  @Test("what is over at once is a result") func modernResult() async throws {
    try await talk(.july2026) { host in
      let answer = CallAnswer(try await start(host, "echo", "hello"))
      #expect(answer.json["resultType"] == "complete")
      #expect(answer.body == "hello")
    }
  }

  @Test("an id is of use only as it was, and as an id") func ids() async throws {
    try await talk(.july2026) { host in
      let id = try #require(try await start(host, "track_order", "Where is order 4711?")["taskId"]?.string)
      let arguments: JSONObject = ["message": "Where is order 4711?"]
      await #expect(throws: Host.Refusal(code: -32602, message: "Invalid or expired requestState")) {
        try await host.retry(host.tool("track_order"), arguments, state: .string(id), [:])
      }
      for forged in ["", "t-1", String(id.dropLast(2)), id + "AA", id.replacing("v1.", with: "v2.")] {
        for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
          await #expect(throws: Host.Refusal(code: -32602, message: "Unknown task")) {
            try await host.ask(method, ["taskId": .string(forged), "inputResponses": [:]])
          }
        }
      }
    }
  }

  @Test("a host that has not asked for tasks gets none") func undeclared() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await Host.serving([url], as: .july2026) { host in
        let answer = try await host.call(host.tool("code_review"), ["message": "let a = 1"])
        #expect(answer.json["resultType"] == "complete")
        #expect(answer.json["taskId"] == nil)
      }
    }
  }

  // MARK: 2025-11-25

  @Test("a task of the core, its question, its result", arguments: a2a)
  func coreQuestion(_ a2a: DemoAgent.Version) async throws {
    try await talk(.november2025, a2a) { host in
      let created = try await start(host, "track_order", "Where is order 4711?")
      #expect(created["status"] == "working")
      #expect(created["ttl"] == 60_000)
      let id = try #require(created["taskId"])
      #expect(try await stopped(host, id)["status"] == "input_required")
      host.user = { _ in ["action": "accept", "content": ["reply": "B"]] }
      let result = CallAnswer(try await host.ask("tasks/result", ["taskId": id]))
      #expect(result.body.contains("Package B of order 4711 is in"), "\(result.text)")
      #expect(result.json["_meta"]?["io.modelcontextprotocol/related-task"]?["taskId"] == id)
      #expect(try await look(host, id)["status"] == "completed")
    }
  }

  @Test(
    "ends of tasks of the core",
    arguments: [
      ("code_review", "completed"), ("flaky_report", "failed"), ("forbidden", "failed"),
      ("echo", "completed"),
    ])
  func coreEnds(_ skill: String, _ status: String) async throws {
    try await talk(.november2025) { host in
      let created = try await start(host, skill, "let a = 1")
      #expect(created["status"] == "working")
      let id = try #require(created["taskId"])
      let result = CallAnswer(try await host.ask("tasks/result", ["taskId": id]))
      #expect(result.isError == (status == "failed"))
      #expect(try await look(host, id)["status"] == .string(status))
      await #expect(throws: Host.Refusal.self) { try await host.ask("tasks/cancel", ["taskId": id]) }
    }
  }

  @Test("a task of the core is stopped") func coreCancel() async throws {
    let hold = Hold()
    try await talk(.november2025, pace: hold.pace) { host in
      let id = try #require(try await start(host, "plan_trip", "Plan a 2 day trip to Rome")["taskId"])
      #expect(try await host.ask("tasks/cancel", ["taskId": id])["status"] == "cancelled")
      #expect(try await look(host, id)["status"] == "cancelled")
    }
  }
}
