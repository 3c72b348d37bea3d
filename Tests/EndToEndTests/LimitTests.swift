import JSON
import TestSupport
import Testing

/// The limits of what an agent may answer, over the wire: exactly at each, and one byte beyond.
@Suite("Limits of answers") struct LimitTests {
  private static let message: JSONValue = [
    "jsonrpc": "2.0", "id": 1,
    "result": ["message": ["messageId": "m", "role": "ROLE_AGENT", "parts": [["text": "all of it"]]]],
  ]

  /// The message with blanks at its end, so that it has `count` bytes.
  private static func padded(_ count: Int) -> String {
    message.text + String(repeating: " ", count: count - message.text.utf8.count)
  }

  @Test("an answer", arguments: [0, 1]) func answer(_ more: Int) async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, _ in
      try connection.send(ScriptedAgent.response(Self.padded((64 << 10) + more)))
    } whileRunning: { agent in
      let text =
        #"{"agents": [{"name": "scripted", "url": "\#(agent.url)", "limits": {"answerSize": "64KiB"}}]}"#
      try await Configuration.with(text) { file in
        try await look(["--config", file], more)
      }
    }
  }

  /// The limit of one event, in bytes of its line, of which `data: ` are six.
  private static let event = (32 << 20) - 6

  @Test("an event of a stream", arguments: [0, 1]) func event(_ more: Int) async throws {
    try await ScriptedAgent.serving { connection, _ in
      try connection.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
          + "data: \(Self.padded(Self.event + more))\n\n")
      throw ScriptedAgent.HangUp()
    } whileRunning: { agent in
      try await look([agent.url], more)
    }
  }

  @Test("a stream that says nothing and never ends") func comments() async throws {
    try await ScriptedAgent.serving { connection, _ in
      try connection.send(ScriptedAgent.stream())
      while true { try connection.send(String(repeating: ": still here\n\n", count: 1_000)) }
    } whileRunning: { agent in
      let text =
        #"{"agents": [{"name": "scripted", "url": "\#(agent.url)", "limits": {"answerSize": "64KiB"}}]}"#
      try await Configuration.with(text) { file in
        try await look(["--config", file], 1)
      }
    }
  }

  private func look(_ arguments: [String], _ more: Int) async throws {
    let end = try await BridgeProcess.run(["call", ScriptedAgent.tool] + arguments + ["--text", "go"])
    if more == 0 {
      #expect(end.ending == .exited(0))
      #expect(end.output.contains("all of it"))
    } else {
      #expect(end.ending == .exited(1))
      #expect(end.output.contains("The answer is larger than the bridge takes"))
    }
  }
}
