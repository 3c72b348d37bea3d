import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("Agents that want a token") struct CredentialTests {
  private static let token = "tok-8f14e45fceea167a5a36dedd4bea2543"

  private func agent(
    _ version: DemoAgent.Version = .v10, _ body: (String) async throws -> Void
  ) async throws {
    try await DemoAgent(version: version, pace: .immediate, requiredToken: Self.token).withRunning(body)
  }

  @Test(
    "get it from the environment or a file",
    arguments: DemoAgent.Version.allCases,
    [
      #"{"type": "bearer", "token": {"env": "DEMO_TOKEN"}}"#,
      #"{"type": "bearer", "token": "${DEMO_TOKEN}"}"#,
      #"{"type": "bearer", "token": {"file": "secrets/token"}}"#,
    ])
  func configured(_ version: DemoAgent.Version, _ auth: String) async throws {
    try await agent(version) { url in
      let text = #"{"agents": [{"url": "\#(url)", "auth": \#(auth)}]}"#
      try await Configuration.with(text, files: ["secrets/token": Self.token + "\n"]) { file in
        try await Host.serving(
          ["--config", file, "--log-level", "trace"], environment: ["DEMO_TOKEN": Self.token]
        ) { host in
          let answer = try await host.call(host.tool("weather_forecast"), ["message": "The weather in Oslo"])
          #expect(answer.state == "completed")
          #expect(!host.process.words.contains(Self.token))
          #expect(!host.process.output.contains(Self.token))
        }
      }
    }
  }

  @Test("are no use without, and the answer says what to do", arguments: DemoAgent.Version.allCases)
  func missing(_ version: DemoAgent.Version) async throws {
    try await agent(version) { url in
      try await Host.serving([url]) { host in
        let answer = try await host.call(host.tool("echo"), ["message": "hello"])
        #expect(answer.isError)
        #expect(answer["error"] == "credentials")
        #expect(answer.body.contains("set \"auth\" of agent \"demo_agent\" in bridge.json"))
      }
    }
  }

  @Test("are no use with another, which is never shown")
  func wrong() async throws {
    let other = "tok-0000000000000000000000000000wrong"
    try await agent { url in
      let text =
        #"{"agents": [{"url": "\#(url)", "auth": {"type": "bearer", "token": {"env": "DEMO_TOKEN"}}}]}"#
      try await Configuration.with(text) { file in
        try await Host.serving(
          ["--config", file, "--log-level", "trace"], environment: ["DEMO_TOKEN": other]
        ) { host in
          let answer = try await host.call(host.tool("echo"), ["message": "hello"])
          #expect(answer.isError)
          #expect(answer["error"] == "credentials")
          #expect(
            answer.body.contains("The card wants \"bearer\" (http bearer); configured: a bearer token."))
          #expect(answer.body.contains("The agent has not acted on it."))
          #expect(!host.process.words.contains(other))
          #expect(!host.process.output.contains(other))
        }
      }
    }
  }

  @Test("are left out when there is none, and the others are served", arguments: [nil, "", "${DEMO_TOKEN}"])
  func disabled(_ value: String?) async throws {
    try await DemoAgent(pace: .immediate).withRunning { good in
      try await agent { url in
        let text = """
          {"agents": [
            {"name": "closed", "url": "\(url)", "auth": {"type": "bearer", "token": {"env": "DEMO_TOKEN"}}},
            "\(good)"
          ]}
          """
        try await Configuration.with(text) { file in
          let environment = value.map { ["DEMO_TOKEN": $0] } ?? [:]
          try await Host.serving(["--config", file], environment: environment) { host in
            #expect(try await host.call(host.tool("echo"), ["message": "hello"]).body == "hello")
            #expect(try await host.listTools().allSatisfy { !$0.hasPrefix("closed_") })
            try await host.process.complaint(of: "DEMO_TOKEN")
          }
        }
      }
    }
  }
}
