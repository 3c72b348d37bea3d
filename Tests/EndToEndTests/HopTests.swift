import Glibc
import JSON
import TestSupport
import Testing

/// Agents that call the bridge that calls them.
@Suite("Hops") struct HopTests {
  /// How an agent hands on how many bridges there were.
  enum Way: String, CaseIterable {
    /// From the header to the environment of the bridge it starts.
    case header
    /// From the message's metadata.
    case metadata
  }

  @Test("a bridge that calls itself through an agent ends at the third", arguments: Way.allCases)
  func endsACircle(_ way: Way) async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      let metadata = (try? JSONValue(parsing: request.body))?["params"]?["message"]?["metadata"]
      let hop =
        switch way {
        case .header: request["A2A-Bridge-Hop"] ?? ""
        case .metadata: metadata?["a2a-bridge/hop"]?.int.map { "\($0)" } ?? ""
        }
      let words = try Self.callAgain("http://\(request["Host"] ?? "")", hop: hop)
      try connection.send(
        ScriptedAgent.result([
          "message": [
            "messageId": "m", "role": "ROLE_AGENT", "parts": [["text": .string("hop \(hop): \(words)")]],
          ]
        ]))
    } whileRunning: { agent in
      let finished = try await BridgeProcess.run(["call", ScriptedAgent.tool, agent.url, "--text", "go"])
      #expect(finished.ending == .exited(0))
      #expect(
        finished.output.contains("hop 1: hop 2: hop 3: Not called: this call has come through 3 bridges"))
      #expect(finished.output.contains("\"limits.hops\" in bridge.json"))
      let hops = agent.log.requests.filter { $0.method == "POST" }.map { $0["A2A-Bridge-Hop"] }
      #expect(hops == ["1", "2", "3"])
    }
  }

  /// What an agent does that is built on the bridge: it calls a tool, and says what comes of it.
  private static func callAgain(_ url: String, hop: String) throws -> String {
    let environment = "HOME=/nonexistent A2A_BRIDGE_HOP=\(hop)"
    let command =
      "\(environment) '\(try programPath())' call \(ScriptedAgent.tool) \(url) --text again 2>/dev/null"
    guard let pipe = unsafe popen(command, "r") else { throw ScriptedAgent.HangUp() }
    defer { unsafe pclose(pipe) }
    var output: [UInt8] = []
    while true {
      let byte = unsafe fgetc(pipe)
      guard byte >= 0 else { break }
      output.append(UInt8(byte))
    }
    return String(decoding: output, as: UTF8.self)
  }
}
