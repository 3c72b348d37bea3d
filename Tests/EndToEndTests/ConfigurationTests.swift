import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("The configuration file") struct ConfigurationTests {
  @Test(
    "mistakes are named with their place, and nothing runs",
    arguments: [
      ("{\"agents\": [\n  \"https://a.example\",\n  }", "3:3"),
      ("{\n  \"agnets\": []\n}", "2:3: "),
      ("{\n  \"agents\": [{\"url\": \"https://a.example\", \"wait\": \"soon\"}]\n}", "2:"),
      ("{\n  // where\n  \"agents\": [\"ftp://a.example\"],\n}", "3:14: "),
      ("{\"agents\": [{\"url\": \"https://a.example\", \"onCancel\": \"explode\"}]}", "1:"),
      ("", "1:1"),
    ])
  func mistakes(_ text: String, _ place: String) async throws {
    try await Configuration.with(text) { file in
      for command in [["serve"], ["tools"], ["check"], ["call", "x", "--text", "y"]] {
        let end = try await BridgeProcess.run(command + ["--config", file])
        #expect(end.ending == .exited(2))
        #expect(end.output == "")
        #expect(end.words.contains("\(file):\(place)"))
      }
    }
  }

  @Test("an unknown key comes with the one that was meant")
  func nearMiss() async throws {
    try await Configuration.with(#"{"agents": [{"url": "https://a.example", "timeout": {}}]}"#) { file in
      let end = try await BridgeProcess.run(["check", "--config", file])
      #expect(end.ending == .exited(2))
      #expect(end.words.contains("did you mean \"timeouts\"?"))
    }
  }

  @Test("a file that is not there", arguments: ["serve", "tools", "check", "card"])
  func missing(_ command: String) async throws {
    let end = try await BridgeProcess.run([command, "--config", "/nonexistent/bridge.json"])
    #expect(end.ending == .exited(2))
    #expect(end.output == "")
    #expect(end.words.contains("/nonexistent/bridge.json"))
  }

  @Test("without a file and without a URL the words say what to do", arguments: [[], ["serve"], ["tools"]])
  func nothing(_ arguments: [String]) async throws {
    let end = try await BridgeProcess.run(arguments)
    #expect(end.ending == .exited(2))
    #expect(end.output == "")
    #expect(end.words.contains("a2a-bridge serve URL"))
  }

  enum Place: CaseIterable {
    case flag, variable, home
  }

  @Test("is found where it should be; without a word the program serves", arguments: Place.allCases)
  func found(_ place: Place) async throws {
    try await DemoAgent(pace: .immediate, skillCount: 1).withRunning { url in
      try await TemporaryFolder.with { home in
        let file = "\(home)/.config/a2a-bridge/bridge.json"
        try Configuration.write(
          "{\"$schema\": \"x\", /* one */ \"agents\": [{\"name\": \"mine\", \"url\": \"\(url)\"},]}", to: file
        )
        let elsewhere = "\(home)/other.json"
        try Configuration.write("{\"agents\": [{\"name\": \"other\", \"url\": \"\(url)\"}]}", to: elsewhere)
        let (arguments, environment, tool): ([String], [String: String], String) =
          switch place {
          case .flag: (["serve", "--config", elsewhere], ["A2A_BRIDGE_CONFIG": file], "other_echo")
          case .variable: ([], ["A2A_BRIDGE_CONFIG": elsewhere], "other_echo")
          case .home: ([], [:], "mine_echo")
          }
        try await BridgeProcess.running(arguments, environment: environment, home: home) { process in
          let host = try await Host.greeting(process)
          #expect(try await host.listTools().first == tool)
        }
      }
    }
  }

  @Test("chooses and names the tools")
  func tools() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let text = """
        {"agents": [{"name": "d", "url": "\(url)", "tools": {
          "include": ["echo", "*order"], "rename": {"echo": "say"}, "descriptions": {"echo": "My own words."}}}]}
        """
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          let tools = try #require(try await host.ask("tools/list")["tools"]?.array)
          #expect(tools.prefix(2).compactMap { $0["name"]?.string } == ["d_say", "d_track_order"])
          #expect(tools.count == 5)
          #expect(tools.first?["description"]?.string?.hasPrefix("My own words.") == true)
          #expect(try await host.call("d_say", ["message": "hello"]).body == "hello")
        }
      }
    }
  }
}
