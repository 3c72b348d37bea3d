import DemoAgent
import JSON
import TestSupport
import Testing

/// Every way to an agent: each binding in each version, with streams and without.
@Suite("Every binding, in every version of A2A") struct BindingTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let version: DemoAgent.Version
    let binding: DemoAgent.Binding
    var streams = true

    var testDescription: String { "\(binding) \(version.rawValue)\(streams ? "" : ", no streams")" }

    /// What `check` calls it.
    var speech: String {
      let name =
        switch binding {
        case .jsonRPC: "JSONRPC"
        case .rest: "HTTP+JSON"
        case .gRPC: "GRPC"
        }
      return "\(name) \(version.rawValue)"
    }

    static let all = DemoAgent.Version.allCases.flatMap { version in
      DemoAgent.Binding.allCases.flatMap { binding in
        [true, false].map { Way(version: version, binding: binding, streams: $0) }
      }
    }
    static let streaming = all.filter(\.streams)
  }

  private func agent<Value>(
    _ way: Way, pace: Pace = .immediate, token: String? = nil, extension uri: String? = nil,
    pushes: Bool = false, signs: Bool = false, _ body: (String) async throws -> Value
  ) async throws -> Value {
    var features = Features()
    features.streams = way.streams
    features.pushes = pushes
    features.signsPushes = signs
    features.requiredExtension = uri
    features.tasksPerPage = 2
    return try await DemoAgent(
      version: way.version, bindings: [way.binding], pace: pace, requiredToken: token, features: features
    ).withRunning(body)
  }

  @Test("answers, streams, pictures and several artifacts", arguments: Way.all)
  func answers(_ way: Way) async throws {
    try await agent(way) { url in
      try await Host.serving([url]) { host in
        let words = "Grüße, \"quoted\" \\ and\n\ttwo lines 👩‍👧"
        #expect(try await host.call(host.tool("echo"), ["message": .string(words)]).body == words)
        let forecast = try await host.call(host.tool("weather_forecast"), ["message": "The weather in Oslo"])
        #expect(forecast.state == "completed")
        #expect(forecast.body.contains("Oslo"))
        let review = try await host.call(host.tool("code_review"), ["message": "let a = try! b()\n\tc()"])
        #expect(review.body.hasPrefix("# Code review\n\n2 finding(s) in 1 file(s)."))
        let findings = try #require(review.body.split(separator: "\n\n").last)
        #expect(try JSONValue(parsing: Array(findings.utf8))["count"] == 2)
        let chart = try await host.call(host.tool("chart"), ["message": "chart 3 1 4"])
        #expect(chart.images.first?["data"]?.string?.hasPrefix("iVBORw0KGgo") == true)
        #expect(chart.body.contains("/files/chart.png"))
        let failed = try await host.call(host.tool("flaky_report"), ["message": "go"])
        #expect(failed.isError)
        #expect(failed.body.contains("The database of figures did not answer"))
      }
    }
  }

  @Test("a question, its answer, and a look at the task", arguments: Way.all)
  func question(_ way: Way) async throws {
    try await agent(way) { url in
      try await Host.serving([url]) { host in
        let asked = try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"])
        #expect(asked.state == "input-required")
        let task = try #require(asked["taskId"])
        let answer = try await host.call(
          host.tool("track_order"), ["message": "B", "task_id": .string(task)])
        #expect(answer.body.contains("Package B of order 4711 is in"))
        #expect(answer["taskId"] == task)
        let again = try await host.call("a2a_task_wait", ["agent": "demo_agent", "task_id": .string(task)])
        #expect(again.body.contains("Package B of order 4711 is in"))
        let unknown = try await host.call(
          "a2a_task_wait", ["agent": "demo_agent", "task_id": "nobody-knows"])
        #expect(unknown.isError)
        #expect(unknown.body.contains("does not know this task"))
      }
    }
  }

  @Test("a task is left, canceled, and can't be canceled twice", arguments: Way.all)
  func cancel(_ way: Way) async throws {
    let hold = Hold()
    try await agent(way, pace: hold.pace) { url in
      try await Host.serving([url]) { host in
        let left = try await host.call(
          host.tool("weather_forecast"), ["message": "The weather in Oslo", "wait_seconds": 0])
        #expect(left.state == "working" || left.state == "submitted")
        let handle: JSONObject = ["agent": "demo_agent", "task_id": .string(try #require(left["taskId"]))]
        let canceled = try await host.call("a2a_task_cancel", handle)
        #expect(canceled.state == "canceled")
        let twice = try await host.call("a2a_task_cancel", handle)
        #expect(twice.isError)
        #expect(twice.body.contains("already ended"))
        hold.release()
      }
    }
  }

  @Test("check names the way, and the token is shown on it", arguments: Way.streaming)
  func token(_ way: Way) async throws {
    try await agent(way, token: "s3cret") { url in
      let text = #"{"agents": [{"url": "\#(url)", "auth": {"type": "bearer", "token": {"env": "T"}}}]}"#
      try await Configuration.with(text) { file in
        let check = try await BridgeProcess.run(["check", "--config", file], environment: ["T": "s3cret"])
        #expect(check.ending == .exited(0))
        #expect(check.output.contains(" answers, as \(way.speech)\n"), "\(check.output)")
        let wrong = try await BridgeProcess.run(
          ["call", "demo_agent_echo", "--text", "x", "--config", file], environment: ["T": "wrong"])
        #expect(wrong.ending == .exited(4))
        #expect(!wrong.words.contains("wrong"))
      }
    }
  }

  @Test("tasks are listed page by page", arguments: Way.streaming)
  func list(_ way: Way) async throws {
    try await agent(way) { url in
      try await Configuration.with(#"{"agents": ["\#(url)"], "tools": {"taskList": true}}"#) { file in
        try await Host.serving(["--config", file]) { host in
          for city in ["Oslo", "Rome", "Lima"] {
            _ = try await host.call(
              host.tool("weather_forecast"), ["message": .string("The weather in \(city)")])
          }
          let first = try await host.call("a2a_task_list", ["agent": "demo_agent"])
          guard way.version == .v10 else {
            #expect(first.isError)
            #expect(first.text.contains("has no ListTasks"))
            return
          }
          #expect(first.text.split(separator: "\n").count { $0.hasPrefix("task=") } == 2)
          #expect(first.text.contains("3 tasks in all."))
          let token = try #require(first.json["_meta"]?["a2a-bridge/a2a"]?["nextPage"])
          let second = try await host.call("a2a_task_list", ["agent": "demo_agent", "page": token])
          #expect(second.text.split(separator: "\n").count { $0.hasPrefix("task=") } == 1)
          let none = try await host.call("a2a_task_list", ["agent": "demo_agent", "state": "input-required"])
          #expect(none.text.contains("remembers no such task"))
          let odd = try await host.call("a2a_task_list", ["agent": "demo_agent", "state": "sleeping"])
          #expect(odd.isError)
        }
      }
    }
  }

  @Test("an extension that is required is claimed where the user says so", arguments: Way.streaming)
  func extensions(_ way: Way) async throws {
    let uri = "https://extensions.example/traceability/v1"
    try await agent(way, extension: uri) { url in
      try await Host.serving([url]) { host in
        let refused = try await host.call(host.tool("echo"), ["message": "hi"])
        #expect(refused.isError)
        #expect(refused.text.contains(uri))
      }
      let text = #"{"agents": [{"url": "\#(url)", "protocol": {"extensions": ["\#(uri)"]}}]}"#
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          let answer = try await host.call(host.tool("echo"), ["message": "hi"])
          #expect(answer.body == "hi")
        }
      }
    }
  }

  @Test(
    "an agent that only sends word is not asked all the time", arguments: Way.all.filter { !$0.streams },
    [false, true])
  func push(_ way: Way, _ signs: Bool) async throws {
    try await agent(way, pace: Pace(step: .milliseconds(400)), pushes: true, signs: signs) { url in
      let text = #"{"agents": ["\#(url)"], "push": {"listen": "127.0.0.1:0"}, "logging": {"level": "debug"}}"#
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          _ = try await host.listTools()
          let answer = try await host.call(host.tool("weather_forecast"), ["message": "The weather in Oslo"])
          #expect(answer.state == "completed")
          // Without word, the first look would come after half a minute.
          #expect(!host.process.words.contains("was refused"))
        }
      }
    }
  }

  @Test("the user's order of bindings and the only dialect", arguments: DemoAgent.Version.allCases)
  func wishes(_ version: DemoAgent.Version) async throws {
    try await DemoAgent(version: version, pace: .immediate).withRunning { url in
      for (bindings, name) in [(#""GRPC", "JSONRPC""#, "GRPC"), (#""HTTP+JSON""#, "HTTP+JSON")] {
        let text =
          #"{"agents": [{"url": "\#(url)", "protocol": {"bindings": [\#(bindings)], "dialect": "\#(version.rawValue)"}}]}"#
        try await Configuration.with(text) { file in
          let check = try await BridgeProcess.run(["check", "--config", file])
          #expect(check.output.hasPrefix("ok       demo_agent: \(name) \(version.rawValue) at "))
          try await Host.serving(["--config", file]) { host in
            let answer = try await host.call(host.tool("echo"), ["message": "hi"])
            #expect(answer.body == "hi")
          }
        }
      }
    }
  }

  @Test("what was spoken is remembered for the next start")
  func remembered() async throws {
    try await DemoAgent(version: .v03, bindings: [.jsonRPC], pace: .immediate).withRunning { url in
      // A card that claims 1.0 for an agent of 0.3.
      let card = """
        {"name":"Liar","supportedInterfaces":[{"url":"\(url)/a2a","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
        "skills":[{"id":"echo","name":"Echo"}]}
        """
      let answer = ScriptedAgent.response(card)
      try await ScriptedServer.replying(answer) { server in
        let text =
          #"{"agents": [{"url": "\#(server.url)", "allowedOrigins": ["\#(url)"]}], "logging": {"level": "warning"}}"#
        try await Configuration.with(text) { file in
          try await TemporaryFolder.with { home in
            for run in 1...2 {
              try await Host.serving(["--config", file, "--state-dir", home]) { host in
                let answer = try await host.call("liar_echo", ["message": "hi"])
                #expect(answer.body == "hi")
                #expect(host.process.words.contains("no way by JSONRPC 1.0") == (run == 1))
              }
            }
          }
        }
      }
    }
  }
}
