import JSON
import TestSupport
import Testing

@Suite("Traces") struct TraceTests {
  private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test(
    "the trace of a request goes on to the agent, and nothing else that the host says beside it",
    arguments: [HostVersion.november2025, .july2026])
  func passesOn(_ version: HostVersion) async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, _ in
      try connection.send(
        ScriptedAgent.result([
          "message": ["messageId": "m", "role": "ROLE_AGENT", "parts": [["text": "done"]]]
        ]))
    } whileRunning: { agent in
      try await Host.serving([agent.url], as: version) { host in
        let meta: JSONValue = [
          "traceparent": .string(Self.parent), "tracestate": "congo=t61rcWkgMzE", "baggage": "userId=canary",
          "progressToken": "canary", "claudecode/toolUseId": "canary",
        ]
        _ = try await host.ask(
          "tools/call",
          ["name": .string(ScriptedAgent.tool), "arguments": ["message": "go"], "_meta": meta])
      }
      let call = try #require(agent.log.requests.last { $0.method == "POST" })
      #expect(call["traceparent"] == Self.parent)
      #expect(call["tracestate"] == "congo=t61rcWkgMzE")
      #expect(call["baggage"] == nil)
      #expect(!call.text.contains("canary"))
    }
  }
}
