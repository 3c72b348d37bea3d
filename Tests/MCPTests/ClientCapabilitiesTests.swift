import JSON
import TestSupport
import Testing

@testable import MCP

@Suite("Client capabilities", .timeLimit(.minutes(1)))
struct ClientCapabilitiesTests {
  /// What is declared, and what of it counts in each version, oldest first: f for forms, p for pages, t for tasks.
  static let table: [(declared: String, inVersions: [String])] = [
    ("{}", ["", "", "", "", ""]),
    (#"{"elicitation":{}}"#, ["", "", "f", "f", "f"]),
    (#"{"elicitation":{"form":{}}}"#, ["", "", "f", "f", "f"]),
    (#"{"elicitation":{"url":{}}}"#, ["", "", "f", "p", "p"]),
    (#"{"elicitation":{"form":{},"url":{}}}"#, ["", "", "f", "fp", "fp"]),
    (#"{"elicitation":{"form":{"applyDefaults":true},"url":null}}"#, ["", "", "f", "f", "f"]),
    (#"{"elicitation":null}"#, ["", "", "", "", ""]),
    (#"{"elicitation":true}"#, ["", "", "", "", ""]),
    (#"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#, ["", "", "", "", "t"]),
    (#"{"extensions":{"io.modelcontextprotocol/tasks":null,"other":{}}}"#, ["", "", "", "", ""]),
    (#"{"extensions":[],"tasks":{"cancel":{}},"roots":{"listChanged":true}}"#, ["", "", "", "", ""]),
    (
      #"{"elicitation":{"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}}}"#,
      ["", "", "f", "p", "pt"]
    ),
    ("[]", ["", "", "", "", ""]),
  ]

  @Test("count as far as the version knows them", arguments: table)
  func reading(declared: String, inVersions: [String]) throws {
    let json = try JSONValue(line: declared)
    #expect(ProtocolVersion.allCases.map { ClientCapabilities(json, for: $0).letters } == inVersions)
  }

  @Test("of a legacy client hold for the session, those of a modern one for the request")
  func calls() async {
    let provider = PlayedProvider()
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider),
      [
        Lines.initialize(.november2025, Lines.asking), Lines.call("x", id: 1),
        Lines.request("tools/call", id: 2, Lines.withTasks, #""name":"x""#),
        Lines.request("tools/call", id: 3, "{}", #""name":"x""#), Lines.call("x", id: 4),
        Lines.initialize(.march2025, Lines.asking), Lines.call("x", id: 5),
      ])
    #expect(lines.count == 7)
    let calls = provider.calls.sorted { "\($0.requestID)" < "\($1.requestID)" }
    #expect(calls.map(\.client.letters) == ["fp", "t", "", "fp", ""])
    #expect(calls.map(\.delivery) == [.result, .taskOrResult, .result, .result, .result])
    #expect(calls.allSatisfy { $0.continuation == nil })
    #expect(calls[1].meta["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
  }
}

extension ClientCapabilities {
  fileprivate var letters: String {
    (showsForms ? "f" : "") + (opensPages ? "p" : "") + (takesTasks ? "t" : "")
  }
}
