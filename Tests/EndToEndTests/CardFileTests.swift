import DemoAgent
import JSON
import TestSupport
import Testing

/// Cards that the user has as files: the agent is called, but not asked for its card.
@Suite("Cards in files") struct CardFileTests {
  /// Runs `body` with the path of a file with the demo agent's card, and the agent.
  private func file<Value>(
    _ version: DemoAgent.Version, token: String? = nil,
    _ body: (_ path: String, _ url: String) async throws -> Value
  ) async throws -> Value {
    try await DemoAgent(version: version, pace: .immediate, requiredToken: token).withRunning { url in
      let card = try await BridgeProcess.run(["card", "--json", url])
      return try await TemporaryFolder.with { folder in
        try Configuration.write(card.output, to: folder + "/my card.json")
        return try await body(folder + "/my card.json", url)
      }
    }
  }

  @Test("on the command line", arguments: DemoAgent.Version.allCases)
  func argument(_ version: DemoAgent.Version) async throws {
    try await file(version) { path, url in
      let shown = try await BridgeProcess.run(["card", path])
      #expect(shown.ending == .exited(0))
      #expect(shown.output.hasPrefix("Demo Agent 1.0.0\n  card        \(path)\n"))
      let encoded = "file://" + path.replacing(" ", with: "%20")
      let result = try await BridgeProcess.run(["call", "demo_agent_echo", encoded, "--text", "hello"])
      #expect(result.ending == .exited(0))
      #expect(result.output.hasPrefix("hello"))
    }
  }

  @Test("in the configuration, and whoever is in it gets the credentials")
  func configuration() async throws {
    try await file(.v10, token: "t0k3n") { path, _ in
      let text = #"{"agents": [{"card": "\#(path)", "auth": {"type": "bearer", "token": {"env": "T"}}}]}"#
      try await Configuration.with(text) { file in
        let result = try await BridgeProcess.run(
          ["call", "demo_agent_echo", "--config", file, "--text", "hello"], environment: ["T": "t0k3n"])
        #expect(result.ending == .exited(0))
        #expect(result.output.hasPrefix("hello"))
      }
    }
  }

  @Test(
    "that are not there, or no cards",
    arguments: [
      ("/nowhere/card.json", "there is no such file"), ("/dev/null/card.json", "Not a directory"),
    ])
  func missing(_ path: String, _ words: String) async throws {
    let end = try await BridgeProcess.run(["card", path])
    #expect(end.ending == .exited(2))
    #expect(end.words.contains("cannot read the card \"\(path)\": \(words)"))
  }
}
