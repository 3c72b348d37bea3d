import DemoAgent
import Glibc
import JSON
import MCP
import TestSupport
import Testing

@Suite("How the bridge ends") struct LifecycleTests {
  /// Well under any time limit of a call or a card, well over what an end takes on a busy machine.
  private static let soon = Duration.seconds(4)

  private static let greeting =
    #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","#
    + #""capabilities":{},"clientInfo":{"name":"sh","version":"1"}}}"#
    + "\n" + #"{"jsonrpc":"2.0","method":"notifications/initialized"}"# + "\n"

  // MARK: End of input

  @Test("a script that is piped in is answered", arguments: DemoAgent.Version.allCases, ["\n", ""])
  func pipedInput(_ version: DemoAgent.Version, _ lastNewline: String) async throws {
    try await DemoAgent(version: version, pace: .immediate).withRunning { url in
      let input =
        Self.greeting
        + #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"# + "\n"
        + #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"demo_agent_weather_forecast","#
        + #""arguments":{"message":"The weather in Oslo"}}}"# + lastNewline
      let end = try await BridgeProcess.run(["serve", url], input: input)
      #expect(end.ending == .exited(0))
      let answers = try end.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
      #expect(Set(answers.compactMap { $0["id"]?.int }) == [0, 1, 2])
      let call = try #require(answers.first { $0["id"] == 2 }?["result"])
      #expect(CallAnswer(call).body.hasPrefix("Forecast for Oslo"))
    }
  }

  @Test("no input at all is a good end", arguments: [[], ["http://127.0.0.1:1"]])
  func noInput(_ more: [String]) async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let end = try await BridgeProcess.run(["serve", url] + more)
      #expect(end.ending == .exited(0))
      #expect(end.output == "")
    }
  }

  @Test("an idle bridge ends at once with its input, whatever its agents do", arguments: Neighbour.allCases)
  func idle(_ neighbour: Neighbour) async throws {
    try await neighbour.withURL { url in
      try await BridgeProcess.running(["serve", url]) { process in
        _ = try await Host.greeting(process)
        process.closeInput()
        #expect(try await process.ending(within: Self.soon) == .exited(0))
      }
    }
  }

  @Test("a running call is answered first", arguments: DemoAgent.Version.allCases)
  func inputEndsInACall(_ version: DemoAgent.Version) async throws {
    try await withHeldCall(version) { process, host, call, hold in
      process.closeInput()
      hold.release()
      let answer = CallAnswer(try await host.answer(to: call.id))
      #expect(answer.state == "completed")
      #expect(try await process.ending() == .exited(0))
    }
  }

  @Test(
    "without a reader a running call is given up, and the agent hears of it",
    arguments: DemoAgent.Version.allCases)
  func hostIsGone(_ version: DemoAgent.Version) async throws {
    try await withHeldCall(version) { process, host, call, _ in
      await process.closeOutput()
      process.closeInput()
      _ = try await process.ending(within: Self.soon)
      #expect(try await call.stateAtTheAgent() == "canceled")
    }
  }

  @Test("a reader that goes away is noticed while the input is still open")
  func readerIsGone() async throws {
    try await withHeldCall(.v10) { process, host, call, _ in
      await process.closeOutput()
      _ = try await process.ending(within: Self.soon)
      #expect(try await call.stateAtTheAgent() == "canceled")
    }
  }

  // MARK: Signals

  @Test("a signal that whoever started the bridge ignores ends nothing")
  func ignoredSignal() async throws {
    try await DemoAgent(pace: .immediate, skillCount: 1).withRunning { url in
      try await BridgeProcess.running(
        ["serve", url], by: ["/usr/bin/env", "--ignore-signal=HUP"]
      ) { process in
        let host = try await Host.greeting(process)
        process.send(SIGHUP)
        #expect(try await host.ask("ping") == [:])
        process.closeInput()
        #expect(try await process.ending() == .exited(0))
      }
    }
  }

  @Test("a signal ends an idle bridge", arguments: [SIGTERM, SIGINT, SIGHUP], Neighbour.allCases)
  func idleSignal(_ signal: CInt, _ neighbour: Neighbour) async throws {
    try await neighbour.withURL { url in
      try await BridgeProcess.running(["serve", url]) { process in
        _ = try await Host.greeting(process)
        process.send(signal)
        #expect(try await process.ending(within: Self.soon) == .exited(0))
      }
    }
  }

  @Test(
    "a signal ends a busy bridge, and the agent hears of it", arguments: [SIGTERM, SIGINT],
    DemoAgent.Version.allCases)
  func busySignal(_ signal: CInt, _ version: DemoAgent.Version) async throws {
    try await withHeldCall(version) { process, _, call, _ in
      process.send(signal)
      let ending = try await process.ending(within: Self.soon)
      #expect(ending == .exited(0))
      #expect(try await call.stateAtTheAgent() == "canceled")
    }
  }

  @Test("an agent that answers nothing can't keep the bridge from ending")
  func deafAgent() async throws {
    try await ScriptedAgent.serving { connection, request in
      if ScriptedAgent.operation(request) != "CancelTask" {
        try connection.send(ScriptedAgent.stream(["task": ScriptedAgent.task("WORKING")]))
      }
      try connection.stall()
    } whileRunning: { server in
      try await BridgeProcess.running(["serve", server.url]) { process in
        let host = try await Host.greeting(process)
        _ = try await host.start(ScriptedAgent.tool, ["message": "go"], progressToken: "p")
        _ = try await host.progress("p")
        process.send(SIGTERM)
        // Five seconds are what a busy bridge may take; the rest is the machine's.
        _ = try await process.ending(within: .seconds(8))
      }
    }
  }

  @Test("a second signal ends it without ceremony")
  func secondSignal() async throws {
    try await withHeldCall(.v10) { process, _, _, _ in
      for _ in 0..<2 { process.send(SIGTERM) }
      _ = try await process.ending(within: Self.soon)
    }
  }

  /// The program is connected as long as it runs.
  @Test("a program that is to print a credential ends with the bridge", arguments: [SIGTERM, SIGINT])
  func programs(_ signal: CInt) async throws {
    let end = Latch()
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      _ = try? connection.readRequest()
      end.open()
    } whileRunning: { ear in
      let port = ear.url.split(separator: ":").last ?? ""
      let program =
        #"["/bin/bash", "-c", "exec 9<>/dev/tcp/127.0.0.1/\#(port); printf 'GET / HTTP/1.1\\r\\n\\r\\n' >&9; exec sleep 300"]"#
      try await ScriptedAgent.serving(streaming: false) { connection, _ in
        try connection.stall()
      } whileRunning: { agent in
        let text = """
          {"agents": [{"url": "\(agent.url)", "auth": {"type": "bearer", "token": {"command": \(program)}}}]}
          """
        try await Configuration.with(text) { file in
          try await BridgeProcess.running(["serve", "--config", file]) { process in
            let host = try await Host.greeting(process)
            _ = try await host.start(ScriptedAgent.tool, ["message": "go"])
            _ = await ear.log { $0.requests.count == 1 }
            process.send(signal)
            _ = try await process.ending(within: .seconds(8))
            await end.wait()
          }
        }
      }
    }
  }

  // MARK: A call under way

  /// A call at which the agent is held.
  struct HeldCall {
    let id: Int
    let task: String
    let url: String

    /// What has become of the task, asked of the agent through another bridge.
    func stateAtTheAgent() async throws -> String? {
      let arguments: JSONValue = ["agent": "demo_agent", "task_id": .string(task), "wait_seconds": 0]
      let end = try await BridgeProcess.run(
        ["call", "a2a_task_wait", url, "--json", "--arguments", arguments.text])
      return CallAnswer(try JSONValue(parsing: Array(end.output.utf8))).state
    }
  }

  private func withHeldCall(
    _ version: DemoAgent.Version, _ body: (BridgeProcess, Host, HeldCall, Hold) async throws -> Void
  ) async throws {
    let hold = Hold()
    try await DemoAgent(version: version, pace: hold.pace).withRunning { url in
      try await BridgeProcess.running(["serve", url]) { process in
        let host = try await Host.greeting(process)
        // A task that has asked something is one whose id is known.
        let asked = try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"])
        let task = try #require(asked["taskId"])
        let id = try await host.start(
          host.tool("track_order"), ["message": "Package A", "task_id": .string(task)], progressToken: "held")
        _ = try await host.progress("held")
        try await body(process, host, HeldCall(id: id, task: task, url: url), hold)
      }
    }
  }
}

/// What can be at an agent's address.
enum Neighbour: CaseIterable, Sendable {
  case agent, nobody, deaf

  func withURL<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    switch self {
    case .agent: try await DemoAgent(pace: .immediate).withRunning(body)
    case .nobody: try await body("http://127.0.0.1:1")
    case .deaf:
      try await ScriptedServer.serving {
        try $0.stall()
      } whileRunning: {
        try await body($0.url)
      }
    }
  }
}
