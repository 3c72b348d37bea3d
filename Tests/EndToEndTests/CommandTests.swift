import DemoAgent
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

@Suite("The commands") struct CommandTests {
  private static let nobody = "http://127.0.0.1:1"

  private func agent<Value>(
    _ version: DemoAgent.Version = .v10, token: String? = nil, _ body: (String) async throws -> Value
  ) async throws -> Value {
    try await DemoAgent(version: version, pace: .immediate, requiredToken: token).withRunning(body)
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  // MARK: tools, call

  @Test("tools lists names and purposes", arguments: DemoAgent.Version.allCases)
  func tools(_ version: DemoAgent.Version) async throws {
    try await agent(version) { url in
      let end = try await BridgeProcess.run(["tools", url])
      #expect(end.ending == .exited(0))
      #expect(end.output.contains("demo_agent_echo\n    Sends back every part of the message as it came.\n"))
      #expect(end.words == "")
    }
  }

  @Test("tools --json is what a host gets")
  func toolsJSON() async throws {
    try await agent { url in
      let end = try await BridgeProcess.run(["tools", "--json", url])
      #expect(end.ending == .exited(0))
      let served = try await Host.serving([url], as: .july2026) { try await $0.ask("tools/list") }
      #expect(try json(end.output) == served["tools"])
    }
  }

  @Test("what can't be written is a failure", arguments: [["tools"], ["tools", "--json"], ["check"]])
  func outputThatIsLost(_ command: [String]) async throws {
    try await agent { url in
      let end = try await BridgeProcess.run(
        command + [url], by: ["/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"])
      #expect(end.ending == .exited(1))
      #expect(end.words.contains("The output can't be written: No space left on device"))
    }
  }

  @Test("no stream is where another was", arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func closedStreams(_ closing: String) async throws {
    try await agent { url in
      let end = try await BridgeProcess.run(
        ["call", "demo_agent_echo", url, "--text", "hello"],
        by: ["/bin/sh", "-c", "exec \"$@\" \(closing)", "sh"])
      #expect(end.ending == .exited(0))
      #expect(end.output == (closing.contains(">&- ") || closing == ">&-" ? "" : end.output))
    }
  }

  @Test("tools without an agent")
  func noTools() async throws {
    let end = try await BridgeProcess.run(["tools", Self.nobody])
    #expect(end.ending == .exited(3))
    #expect(end.output == "")
    #expect(end.words.contains("a2a-bridge check"))
  }

  @Test("tools whose agent wants a token")
  func toolsUnauthorized() async throws {
    let refusal = ScriptedAgent.response("{}", status: "401 Unauthorized")
    try await ScriptedServer.replying(refusal) { server in
      let end = try await BridgeProcess.run(["tools", server.url])
      #expect(end.ending == .exited(4))
      #expect(end.words.contains("a2a-bridge check"))
    }
  }

  @Test("call prints the result", arguments: DemoAgent.Version.allCases)
  func call(_ version: DemoAgent.Version) async throws {
    try await agent(version) { url in
      let end = try await BridgeProcess.run(["call", "demo_agent_echo", url, "--text", "hello there"])
      #expect(end.ending == .exited(0))
      #expect(end.output.hasPrefix("hello there\n\n[a2a agent=demo_agent "))
      #expect(end.words == "")
    }
  }

  @Test("call --json prints what a host gets")
  func callJSON() async throws {
    try await agent { url in
      let end = try await BridgeProcess.run(
        [
          "call", "demo_agent_weather_forecast", url, "--json", "--text", "x", "--data",
          #"{"city":"Oslo","days":1}"#,
        ])
      #expect(end.ending == .exited(0))
      let answer = CallAnswer(try json(end.output))
      #expect(answer.body.hasPrefix("Forecast for Oslo\n"))
      #expect(answer.state == "completed")
    }
  }

  @Test("call goes on with a task")
  func callAgain() async throws {
    try await agent { url in
      let asked = try await BridgeProcess.run(
        ["call", "demo_agent_track_order", url, "--json", "--text", "Where is order 4711?"])
      #expect(asked.ending == .exited(0))
      let task = try #require(CallAnswer(try json(asked.output))["taskId"])
      let end = try await BridgeProcess.run(
        ["call", "demo_agent_track_order", url, "--text", "Package B", "--task", task])
      #expect(end.ending == .exited(0))
      #expect(end.output.contains("Package B of order 4711"))
    }
  }

  @Test(
    "call ends with a status that says why",
    arguments: [
      (["demo_agent_flaky_report", "--text", "x"], 1, "did not answer"),
      (["demo_agent_forbidden", "--text", "x"], 1, "not allowed"),
      (["demo_agent_echo"], 1, "\"message\" is missing"),
      (["no_such_tool", "--text", "x"], 1, "Unknown tool: no_such_tool"),
      (["demo_agent_echo", "--data", "{"], 2, "--data is no JSON"),
      (["demo_agent_echo", "--data", "[]"], 2, "--data takes a JSON object"),
      (["demo_agent_echo", "--arguments", "7"], 2, "--arguments takes a JSON object"),
      (["demo_agent_echo", "--no-such-option"], 2, "--no-such-option"),
      (["demo_agent_echo", "--wait", "soon"], 2, "--wait"),
    ] as [([String], CInt, String)])
  func callStatus(_ arguments: [String], _ status: CInt, _ words: String) async throws {
    try await agent { url in
      let end = try await BridgeProcess.run(["call"] + arguments.prefix(1) + [url] + arguments.dropFirst())
      #expect(end.ending == .exited(status))
      #expect((end.output + end.words).contains(words))
    }
  }

  @Test("call without an agent there", arguments: Neighbour.allCases.filter { $0 != .agent })
  func callNobody(_ neighbour: Neighbour) async throws {
    try await neighbour.withURL { url in
      let text =
        #"{"agents": ["\#(url)"], "defaults": {"timeouts": {"card": "500ms", "firstByte": "500ms"}}}"#
      try await Configuration.with(text) { file in
        let end = try await BridgeProcess.run(["call", "demo_agent_echo", "--config", file, "--text", "x"])
        #expect(end.ending == .exited(3))
        #expect(end.output == "")
        #expect(end.words.contains("no agent card"))
      }
    }
  }

  @Test("call without a token", arguments: DemoAgent.Version.allCases)
  func callUnauthorized(_ version: DemoAgent.Version) async throws {
    try await agent(version, token: "t") { url in
      let end = try await BridgeProcess.run(["call", "demo_agent_echo", url, "--text", "x"])
      #expect(end.ending == .exited(4))
      #expect(end.output.contains("set \"auth\""))
    }
  }

  @Test("call says what is wrong, then who could not be asked")
  func callUnknown() async throws {
    try await agent { url in
      let text = """
        {"agents": ["\(url)", {"name": "dead", "url": "\(Self.nobody)"},
          {"name": "staging", "enabled": false, "url": "https://staging.example"}]}
        """
      try await Configuration.with(text) { file in
        let end = try await BridgeProcess.run(
          ["call", "no_such_tool", "--config", file, "--text", "x", "--log-level", "critical"])
        #expect(end.ending == .exited(3))
        #expect(end.words.hasPrefix("Unknown tool: no_such_tool"))
        #expect(end.words.contains("\ndead: no agent card"))
        #expect(!end.words.contains("staging"))
      }
    }
  }

  @Test("call waits for no agent but its tool's")
  func callBesideSilence() async throws {
    try await agent { url in
      try await Neighbour.deaf.withURL { deaf in
        // The deaf one would be waited for until the test gave up.
        let text = #"{"agents": ["\#(deaf)", "\#(url)"], "defaults": {"timeouts": {"card": "1h"}}}"#
        try await Configuration.with(text) { file in
          let end = try await BridgeProcess.run([
            "call", "demo_agent_echo", "--config", file, "--text", "hello",
          ])
          #expect(end.ending == .exited(0))
          #expect(end.output.hasPrefix("hello\n"))
        }
      }
    }
  }

  @Test("call says when the wait for the result ran out")
  func callUnfinished() async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      let task = ScriptedAgent.task("WORKING", saying: "on it")
      let isSent = ScriptedAgent.operation(request) == "SendMessage"
      try connection.send(ScriptedAgent.result(isSent ? ["task": task] : task))
    } whileRunning: { server in
      for flags in [[], ["--json"]] {
        let end = try await BridgeProcess.run(
          ["call", ScriptedAgent.tool, server.url, "--text", "x", "--wait", "100ms"] + flags)
        #expect(end.ending == .exited(5))
        #expect(end.output.contains("state=working"))
        #expect(end.words.contains("still working"))
      }
    }
  }

  @Test("call tells the agent when it is interrupted", arguments: [SIGINT, SIGTERM])
  func callInterrupted(_ signal: CInt) async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      switch ScriptedAgent.operation(request) {
      case "SendMessage":
        try connection.send(ScriptedAgent.result(["task": ScriptedAgent.task("WORKING")]))
      case "CancelTask": try connection.send(ScriptedAgent.result(ScriptedAgent.task("CANCELED")))
      default: try connection.send(ScriptedAgent.result(ScriptedAgent.task("WORKING")))
      }
    } whileRunning: { server in
      try await BridgeProcess.running(["call", ScriptedAgent.tool, server.url, "--text", "x"]) { process in
        // Who asks for the task knows of it.
        await server.log { $0.requests.contains { ScriptedAgent.operation($0) == "GetTask" } }
        process.send(signal)
        let ending = try await process.ending()
        #expect(ending == .exited(128 + signal))
        #expect(server.log.requests.contains { ScriptedAgent.operation($0) == "CancelTask" })
      }
    }
  }

  @Test("call waits for an agent that is slow to show its card")
  func callSlowAgent() async throws {
    try await ScriptedServer.serving { connection in
      while true {
        let request = try connection.readRequest()
        guard request.method == "GET" else {
          try connection.send(
            ScriptedAgent.stream(["task": ScriptedAgent.task("COMPLETED", saying: "at last")]))
          return
        }
        // Longer than a host would be made to wait for the list of tools.
        sleep(3)
        try connection.send(ScriptedAgent.response(ScriptedAgent.card(at: request["Host"] ?? "")))
      }
    } whileRunning: { server in
      let end = try await BridgeProcess.run(["call", ScriptedAgent.tool, server.url, "--text", "x"])
      #expect(end.ending == .exited(0))
      #expect(end.output.hasPrefix("at last"))
    }
  }

  @Test("agents by their URLs and a configuration file do not go together")
  func urlsAndConfiguration() async throws {
    let end = try await BridgeProcess.run(["check", Self.nobody, "--config", "bridge.json"])
    #expect(end.ending == .exited(2))
    #expect(end.words.contains("nothing of bridge.json would count"))
  }

  @Test("check looks into the audit file", arguments: ["", "hello\n"])
  func checkAudit(_ content: String) async throws {
    try await TemporaryFolder.with { folder in
      let audit = "\(folder)/audit.jsonl"
      try content.write(toFile: audit, atomically: true, encoding: .utf8)
      let text = #"{"agents": [{"url": "\#(Self.nobody)"}], "audit": {"file": "\#(audit)"}}"#
      try await Configuration.with(text) { file in
        let end = try await BridgeProcess.run(["check", "--config", file])
        #expect(end.ending == .exited(3))
        #expect(end.output.contains("something else in the file") == !content.isEmpty)
      }
    }
  }

  // MARK: card, check

  @Test("card shows the agent", arguments: DemoAgent.Version.allCases)
  func card(_ version: DemoAgent.Version) async throws {
    try await agent(version) { url in
      let end = try await BridgeProcess.run(["card", url])
      #expect(end.ending == .exited(0))
      #expect(end.output.hasPrefix("Demo Agent 1.0.0\n"))
      #expect(end.output.contains("→ JSONRPC \(version.rawValue)"))
      #expect(end.output.contains("skill       weather_forecast – Weather forecast"))
      let document = try await BridgeProcess.run(["card", "--json", url])
      #expect(try json(document.output)["name"] == "Demo Agent")
    }
  }

  @Test("check finds nothing wrong", arguments: DemoAgent.Version.allCases)
  func check(_ version: DemoAgent.Version) async throws {
    try await agent(version) { url in
      let end = try await BridgeProcess.run(["check", url])
      #expect(end.ending == .exited(0))
      #expect(
        end.output.contains(
          "\nok       demo_agent: interface JSONRPC \(url)/a2a answers, as JSONRPC \(version.rawValue)\n"))
      #expect(end.output.split(separator: "\n").count == 4)
      #expect(
        end.output.hasPrefix("ok       demo_agent: JSONRPC \(version.rawValue) at \(url)/a2a, 11 tools: "))
    }
  }

  @Test("check finds what is wrong, in words and as JSON")
  func checkFailure() async throws {
    try await agent { good in
      let end = try await BridgeProcess.run(["check", good, Self.nobody])
      #expect(end.ending == .exited(3))
      #expect(end.output.contains("ok       demo_agent: "))
      #expect(end.output.contains("error    \(Self.nobody)/: no agent card"))
      let document = try await BridgeProcess.run(["check", "--json", good, Self.nobody])
      #expect(document.ending == .exited(3))
      let findings = try #require(try json(document.output).array)
      #expect(findings.map { $0["severity"] } == ["ok", "error", "ok", "ok", "ok"])
      #expect(findings[1]["fix"] != nil)
    }
  }

  @Test("check says when a card wants a token and none is configured")
  func checkToken() async throws {
    try await agent(token: "a-token") { url in
      let end = try await BridgeProcess.run(["check", url])
      // Its only interface is of no use.
      #expect(end.ending == .exited(4))
      #expect(end.output.contains("warning  demo_agent: the card wants \"bearer\" (http bearer)"))
      let text = #"{"agents": [{"url": "\#(url)", "auth": {"type": "bearer", "token": {"env": "T"}}}]}"#
      try await Configuration.with(text) { file in
        let good = try await BridgeProcess.run(["check", "--config", file], environment: ["T": "a-token"])
        #expect(good.ending == .exited(0))
        #expect(good.output.split(separator: "\n").allSatisfy { $0.hasPrefix("ok ") })
      }
    }
  }

  @Test("check tells what is switched off from what lacks something, each in one line")
  func checkStatus() async throws {
    let off = #"{"name": "staging", "enabled": false, "url": "https://staging.example"}"#
    try await Configuration.with("{\"agents\": [\(off)]}") { file in
      let end = try await BridgeProcess.run(["check", "--config", file])
      #expect(end.ending == .exited(0))
      #expect(end.output == "ok       staging: switched off\n")
      #expect(end.words == "")
    }
    let lacking =
      #"{"name": "w", "url": "https://w.example", "auth": {"type": "bearer", "token": "${NONE}"}}"#
    try await Configuration.with("{\"agents\": [\(off), \(lacking)]}") { file in
      let end = try await BridgeProcess.run(["check", "--config", file])
      #expect(end.ending == .exited(1))
      #expect((end.output + end.words).split(separator: "NONE").count == 2)
      #expect(end.output.split(separator: "\n").count == 2)
      #expect(end.output.contains("agent \"w\" is disabled"))
    }
  }

  @Test(
    "addresses of which no request can be made are refused",
    arguments: ["check", "card", "tools", "serve"], ["https://münchen.example", "http://a:99999"])
  func badAddress(_ command: String, _ url: String) async throws {
    let end = try await BridgeProcess.run([command, url])
    #expect(end.ending == .exited(2))
    #expect(end.output == "")
    #expect(end.words.contains("agent URL must "))
  }

  @Test("check and card tell what only a request shows to be none", arguments: ["check", "card"])
  func badIPAddress(_ command: String) async throws {
    let end = try await BridgeProcess.run([command, "http://[::::]"])
    #expect(end.ending == .exited(1))
    #expect(end.output.contains("http://[::::]: not usable: "))
  }

  @Test("card and check where no agent is", arguments: ["card", "check"])
  func nobodyThere(_ command: String) async throws {
    let end = try await BridgeProcess.run([command, Self.nobody])
    #expect(end.ending == .exited(3))
    #expect(end.output.contains("no connection could be made"))
  }

  // MARK: The rest

  @Test("completions", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    let end = try await BridgeProcess.run(["completions", shell])
    #expect(end.ending == .exited(0))
    for word in ["serve", "tools", "call", "card", "check", "demo", "completions", "a2a-bridge"] {
      #expect(end.output.contains(word))
    }
    #expect(end.words == "")
  }

  @Test("--version") func version() async throws {
    let end = try await BridgeProcess.run(["--version"])
    #expect(end.ending == .exited(0))
    #expect(end.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    #expect(end.words == "")
  }

  @Test("help", arguments: ["", "serve", "tools", "call", "card", "check", "demo", "completions"])
  func help(_ command: String) async throws {
    let end = try await BridgeProcess.run(command.isEmpty ? ["--help"] : [command, "--help"])
    #expect(end.ending == .exited(0))
    #expect(end.output.contains("USAGE: a2a-bridge"))
    #expect(end.words == "")
  }

  @Test(
    "mistakes on the command line",
    arguments: [["no-such-command"], ["--no-such-flag"], ["call"], ["completions", "csh"]])
  func usage(_ arguments: [String]) async throws {
    let end = try await BridgeProcess.run(arguments)
    #expect(end.ending == .exited(2))
    #expect(end.output == "")
    #expect(end.words.hasPrefix("Error: "))
  }

  @Test("demo runs to its end", arguments: DemoAgent.Version.allCases)
  func demo(_ version: DemoAgent.Version) async throws {
    let end = try await BridgeProcess.run(["demo", "--speaks", version.rawValue, "--step", "10"])
    #expect(end.ending == .exited(0))
    #expect(end.words == "")
    for words in [
      "Hello, agent!", "Forecast for Oslo", "notifications/progress", "Which package: A or B?",
      "Package A of order 4711",
      "# Code review", "image/png", "The database of figures did not answer",
    ] {
      #expect(end.output.contains(words))
    }
    for line in end.output.split(separator: "\n") where line.hasPrefix("→ ") {
      #expect(try json(String(line.dropFirst(2)))["jsonrpc"] == "2.0")
    }
  }

  @Test("demo ends quietly when nobody reads on")
  func demoUnread() async throws {
    try await BridgeProcess.running(["demo", "--step", "10"]) { process in
      _ = try await process.hear()
      await process.closeOutput()
      let ending = try await process.ending()
      #expect(ending == .exited(0))
      #expect(process.words == "")
    }
  }

  @Test("demo --serve is an agent for others, until interrupted", arguments: [SIGINT, SIGTERM])
  func demoServe(_ signal: CInt) async throws {
    try await BridgeProcess.running(["demo", "--serve"]) { agent in
      let url = try await agent.hear()
      let end = try await BridgeProcess.run(["call", "demo_agent_echo", url, "--text", "hello"])
      #expect(end.ending == .exited(0))
      agent.send(signal)
      _ = try await agent.ending(within: .seconds(4))
    }
  }
}
