import JSON
import JSONRPC
import TestSupport
import Testing

@testable import MCP

@Suite("Routing by message", .timeLimit(.minutes(1)))
struct RoutingTests {
  static let supported = #""data":{"supported":["2026-07-28"],"requested":"#

  /// What a modern request that is wrong gets; the checks come in the order envelope, version, method, params.
  static let refusals: [(line: String, answer: String)] = [
    (Lines.modern("ping"), #"{"code":-32601,"message":"Method not found: ping"}"#),
    (Lines.modern("initialize"), #"{"code":-32601,"message":"Method not found: initialize"}"#),
    (Lines.modern("logging/setLevel"), #"{"code":-32601,"#),
    (Lines.modern("resources/subscribe"), #"{"code":-32601,"#),
    (Lines.modern("resources/unsubscribe"), #"{"code":-32601,"#),
    (Lines.modern("tools/call"), #"{"code":-32602,"message":"Invalid params: name: "#),
    (Lines.modern("tools/call", #""name":7"#), #"{"code":-32602,"#),
    (
      Lines.modern("tools/call", #""name":"x","arguments":[]"#),
      #"{"code":-32602,"message":"Invalid params: arguments: "#
    ),
    (Lines.modern("tools/list", #""cursor":"abc""#), #"{"code":-32602,"message":"Invalid cursor"}"#),
    (meta(#""io.modelcontextprotocol/protocolVersion":"2026-07-28""#, "nonsense"), #"{"code":-32602,"#),
    (
      meta(#""io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}"#),
      #"{"code":-32602,"#
    ),
    (
      meta(
        #""io.modelcontextprotocol/protocolVersion":null,"io.modelcontextprotocol/clientCapabilities":{}"#),
      #"{"code":-32602,"#
    ),
    (meta(#""io.modelcontextprotocol/protocolVersion":"1900-01-01""#), #"{"code":-32602,"#),
    (
      meta(
        #""io.modelcontextprotocol/protocolVersion":"1900-01-01","io.modelcontextprotocol/clientCapabilities":{}"#,
        "nonsense"),
      #"{"code":-32022,"message":"Unsupported protocol version",\#(supported)"1900-01-01"}}"#
    ),
    (
      meta(
        #""io.modelcontextprotocol/protocolVersion":"2025-11-25","io.modelcontextprotocol/clientCapabilities":{}"#
      ),
      #"{"code":-32022,"message":"Unsupported protocol version",\#(supported)"2025-11-25"}}"#
    ),
  ]

  static func meta(_ members: String, _ method: String = "tools/list") -> String {
    #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"_meta":{\#(members)}}}"#
  }

  @Test("modern requests are checked envelope first", arguments: refusals, [false, true])
  func modern(refusal: (line: String, answer: String), inSession: Bool) async throws {
    let opening = inSession ? [Lines.initialize()] : []
    let lines = await ScriptedClient.transcript(of: MCPSession(GatedProvider()), opening + [refusal.line])
    let answer = try #require(lines.last)
    #expect(answer.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":\#(refusal.answer)"#))
    #expect(lines.count == opening.count + 1)
  }

  @Test(
    "without an envelope nothing but ping and initialize comes before the handshake",
    arguments: ["tools/list", "tools/call", "server/discover", "nonsense"])
  func noEra(method: String) async throws {
    let line = #"{"jsonrpc":"2.0","id":"probe","method":"\#(method)","params":{}}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(GatedProvider()), [line, Lines.ping])
    let answer = try JSONValue(line: lines.first)
    #expect(answer["id"] == "probe")
    #expect(answer["error"]?["code"] == -32602)
    #expect(answer["error"]?["message"]?.string?.contains("io.modelcontextprotocol/protocolVersion") == true)
    #expect(lines.last == Lines.pong)
  }

  @Test(
    "a legacy session does not know what it was not promised",
    arguments: [
      "server/discover", "subscriptions/listen", "logging/setLevel", "tasks/list", "tasks/update",
    ])
  func unknownLegacy(method: String) async {
    let line = #"{"jsonrpc":"2.0","id":5,"method":"\#(method)","params":{}}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(GatedProvider()), [Lines.initialize(), line])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":5,"error":{"code":-32601,"#) == true)
  }

  @Test("both eras take turns on one pipe")
  func bothEras() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()),
      [
        Lines.modern("server/discover", id: 1), Lines.initialize(),
        Lines.modern("tools/call", id: 2, #""name":"x""#),
        Lines.call("x", id: 3), Lines.modern("tools/call", id: 4, #""name":"x""#), Lines.ping,
      ])
    let modern = #"{"resultType":"complete","content":[],"_meta":{"io.modelcontextprotocol/serverInfo":"#
    #expect(lines.count == 6)
    #expect(lines.contains { $0.hasPrefix(#"{"jsonrpc":"2.0","id":2,"result":\#(modern)"#) })
    #expect(lines.contains(#"{"jsonrpc":"2.0","id":3,"result":{"content":[]}}"#))
    #expect(lines.contains { $0.hasPrefix(#"{"jsonrpc":"2.0","id":4,"result":\#(modern)"#) })
    #expect(lines.contains(Lines.pong))
  }

  @Test("each request is answered in its own client's version")
  func clients() async {
    let provider = ClosureProvider(answer: { _, _ in
      ToolResult(content: [.audio(data: "aGk=", mimeType: "audio/wav")])
    })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider),
      [
        Lines.initialize(.november2024), Lines.call("x", id: 1),
        Lines.modern("tools/call", id: 2, #""name":"x""#),
      ])
    #expect(lines.contains(Lines.answer("[audio left out: audio/wav, 2 bytes]", id: 1)))
    #expect(lines.contains { $0.contains(#""id":2"#) && $0.contains(#""type":"audio""#) })
  }

  @Test(
    "notifications that mean something",
    arguments: [
      ("notifications/initialized", "{}", ClientNotification.initialized),
      ("notifications/initialized", "{\"_meta\":{\(Lines.envelope)}}", .ignored),
      ("notifications/cancelled", #"{"requestId":0}"#, .cancelled(0)),
      ("notifications/cancelled", #"{"requestId":"a","_meta":{}}"#, .cancelled("a")),
      ("notifications/cancelled", #"{"requestId":1.5}"#, .ignored),
      ("notifications/cancelled", "{}", .ignored),
      ("notifications/roots/list_changed", "{}", .ignored),
      ("nonsense", "{}", .ignored),
    ])
  func notifications(method: String, params: String, expected: ClientNotification) throws {
    let params = try #require(JSONValue(parsing: Array(params.utf8)).object)
    #expect(ClientNotification(method: method, params: params) == expected)
  }
}
