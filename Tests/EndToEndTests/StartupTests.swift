import DemoAgent
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("Agents that are not there when the bridge starts") struct StartupTests {
  private static let nobody = "http://127.0.0.1:1"

  @Test("the dead and the deaf cost only their own tools", arguments: HostVersion.allCases)
  func goodOneAmongBadOnes(_ mcp: HostVersion) async throws {
    try await Neighbour.deaf.withURL { deaf in
      try await DemoAgent(pace: .immediate).withRunning { good in
        try await Host.serving([deaf, Self.nobody, good], as: mcp) { host in
          let tools = try await host.listTools()
          #expect(tools.contains(host.tool("echo")))
          #expect(try await host.call(host.tool("echo"), ["message": "hello"]).body == "hello")
        }
      }
    }
  }

  @Test("with none at all there are no tools, and the bridge lives")
  func nobodyThere() async throws {
    try await Host.serving([Self.nobody]) { host in
      #expect(try await host.listTools() == [])
      await #expect(throws: Host.Refusal(code: -32602, message: "Unknown tool: some_tool")) {
        try await host.call("some_tool", ["message": "hello"])
      }
      #expect(try await host.ask("ping") == [:])
      try await host.process.complaint(of: "agent not available")
    }
  }

  @Test("the host hears of an agent that comes up later", arguments: HostVersion.legacy)
  func listChanged(_ mcp: HostVersion) async throws {
    let isUp = Mutex(false)
    try await ScriptedServer.serving { connection in
      guard isUp.withLock({ $0 }) else { return connection.reset() }
      let request = try connection.readRequest()
      try connection.send(ScriptedAgent.response(ScriptedAgent.card(at: request["Host"] ?? "")))
    } whileRunning: { server in
      try await Host.serving([server.url], as: mcp) { host in
        #expect(try await host.listTools() == [])
        isUp.withLock { $0 = true }
        if mcp == .november2024 {
          // The first version's only SDK stops at notifications that its program does not await: so none is sent.
          while try await host.listTools().isEmpty { try await Task.sleep(for: .milliseconds(50)) }
          #expect(host.unasked == [])
        } else {
          _ = try await host.message { $0["method"] == "notifications/tools/list_changed" }
        }
        #expect(
          try await host.listTools() == [
            ScriptedAgent.tool, "a2a_task_wait", "a2a_task_cancel", "a2a_read_more",
          ])
      }
    }
  }

  @Test("a second start knows the tools of an agent that is gone", arguments: DemoAgent.Version.allCases)
  func keptCard(_ version: DemoAgent.Version) async throws {
    try await TemporaryFolder.with { home in
      let (url, tools) = try await DemoAgent(version: version, pace: .immediate).withRunning { url in
        (url, try await Host.serving([url], home: home) { try await $0.listTools() })
      }
      #expect(tools.count == 14)
      try await Host.serving([url], home: home) { host in
        #expect(try await host.listTools() == tools)
        let answer = try await host.call(host.tool("echo"), ["message": "hello"])
        #expect(answer.isError)
        #expect(answer["error"] == "unreachable")
        #expect(answer.body.contains("is it running?"))
      }
    }
  }

  @Test(
    "a kept card that is damaged is as good as none",
    arguments: ["", "{", "[]", "{\"url\":\"x\",\"card\":{}}"])
  func damagedCard(_ text: String) async throws {
    try await TemporaryFolder.with { home in
      try await DemoAgent(pace: .immediate).withRunning { url in
        let tools = try await Host.serving([url], home: home) { try await $0.listTools() }
        let cards = try TemporaryFolder.files(in: "\(home)/.local/state/a2a-bridge/cards")
        #expect(cards.count == 1)
        for card in cards { try Configuration.write(text, to: card) }
        let again = try await Host.serving([url], home: home) { try await $0.listTools() }
        #expect(again == tools)
      }
    }
  }

  @Test("cards are kept for the user alone")
  func permissions() async throws {
    try await TemporaryFolder.with { home in
      try await DemoAgent(pace: .immediate).withRunning { url in
        _ = try await Host.serving([url], home: home) { try await $0.listTools() }
      }
      let folder = "\(home)/.local/state/a2a-bridge/cards"
      #expect(try TemporaryFolder.permissions(of: folder) == 0o700)
      for card in try TemporaryFolder.files(in: folder) {
        #expect(try TemporaryFolder.permissions(of: card) == 0o600)
      }
    }
  }

  @Test("two agents of one name get names of their own")
  func twins() async throws {
    try await DemoAgent(pace: .immediate, skillCount: 1).withRunning { one in
      try await DemoAgent(pace: .immediate, skillCount: 1).withRunning { other in
        try await Host.serving([one, other]) { host in
          let tools = try await host.listTools()
          #expect(tools.count == 5)
          #expect(Set(tools).count == 5)
          for tool in tools.prefix(2) {
            #expect(tool.hasPrefix("demo_agent_") && tool.hasSuffix("_echo"))
            #expect(try await host.call(tool, ["message": "hello"]).body == "hello")
          }
        }
      }
    }
  }
}
