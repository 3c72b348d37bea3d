import DemoAgent
import JSON
import Settings
import TestSupport
import Testing

/// Agents of many skills, and what a host is told of the agents as a whole.
@Suite("Many skills") struct ManySkillsTests {
  @Test("become few tools", arguments: HostVersion.allCases)
  func modes(_ version: HostVersion) async throws {
    try await DemoAgent(pace: .immediate, skillCount: 60).withRunning { url in
      let text = """
        {"defaults": {"tools": {"mode": "search"}}, "agents": [
          {"name": "one", "url": "\(url)", "tools": {"mode": "perAgent"}}, {"name": "two", "url": "\(url)"},
          {"name": "few", "url": "\(url)", "tools": {"mode": "perSkill", "include": ["echo"]}}]}
        """
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file], as: version) { host in
          #expect(
            try await host.listTools() == [
              "one", "few_echo", "a2a_search_skills", "a2a_call_skill", "a2a_task_wait", "a2a_task_cancel",
              "a2a_read_more",
            ])
          let echo: JSONObject = ["skill": "echo", "message": "hello"]
          #expect(try await host.call("one", echo).body == "hello")
          let found = try await host.call("a2a_search_skills", ["query": "weather forecast"])
          #expect(found.text.contains("agent=\"two\" skill=\"weather_forecast\": \"Weather forecast\""))
          var arguments: JSONObject = [
            "agent": "two", "skill": "weather_forecast", "message": "Weather in Oslo",
          ]
          #expect(try await host.call("a2a_call_skill", arguments).state == "completed")
          arguments["skill"] = "weather"
          let wrong = try await host.call("a2a_call_skill", arguments)
          #expect(wrong.isError && wrong.text.contains("has no skill \"weather\"; there are: echo, "))
        }
      }
    }
  }

  @Test("a question is answered by the tool that was asked", arguments: [ToolMode.perAgent, .search])
  func question(_ mode: ToolMode) async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let text =
        #"{"agents": [{"name": "d", "url": "\#(url)", "tools": {"mode": "\#(mode.rawValue)"}}]}"#
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          let tool = mode == .perAgent ? "d" : "a2a_call_skill"
          var arguments: JSONObject = ["skill": "track_order", "message": "Where is my order?"]
          if mode == .search { arguments["agent"] = "d" }
          let asked = try await host.call(tool, arguments)
          #expect(asked.state == "input-required")
          let names = mode == .search ? "agent=\"d\", skill=\"track_order\"" : "skill=\"track_order\""
          #expect(asked.text.contains("Call \(tool) (\(names)) again with task_id="))
          arguments["task_id"] = .string(try #require(asked["taskId"]))
          arguments["message"] = "B"
          #expect(try await host.call(tool, arguments).isError == false)
        }
      }
    }
  }

  @Test("the bridge says which agents there are, without asking them", arguments: HostVersion.allCases)
  func instructions(_ version: HostVersion) async throws {
    try await TemporaryFolder.with { home in
      let text = try await DemoAgent(pace: .immediate, skillCount: 2).withRunning { url in
        let text = #"{"agents": ["\#(url)", {"name": "dead", "url": "http://127.0.0.1:9"}]}"#
        try Configuration.write(text, to: "\(home)/bridge.json")
        _ = try await Host.serving(["--config", "\(home)/bridge.json"], home: home) {
          try await $0.listTools()
        }
        return text
      }
      // Nobody is there any more: what is said comes from the card that was kept.
      try await BridgeProcess.running(["serve", "--config", "\(home)/bridge.json"], home: home) { process in
        let greeting: JSONObject =
          version.isModern
          ? [
            "jsonrpc": "2.0", "id": 1, "method": "server/discover",
            "params": ["_meta": .object(version.envelope())],
          ]
          : [
            "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": .object(Host.greeting(version)),
          ]
        try await process.say(JSONValue.object(greeting).text)
        let answer = try JSONValue(parsing: Array(try await process.hear().utf8))
        let words = try #require(answer["result"]?["instructions"]?.string, "\(text)")
        #expect(words.contains("\n- demo_agent: "))
        #expect(words.hasSuffix("\n- dead"))
        #expect(words.utf8.count <= 2_048)
        process.closeInput()
        _ = try await process.rest()
        #expect(try await process.ending() == .exited(0))
      }
    }
  }
}
