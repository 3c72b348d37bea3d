import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Tools in each version", .timeLimit(.minutes(1)))
struct ToolsTests {
  static let tools = [
    Tool(
      name: "weather_forecast", title: "Weather – Forecast", description: "Tells the weather.",
      inputSchema: [
        "type": "object", "properties": ["message": ["type": "string"]], "required": ["message"],
      ],
      annotations: ToolAnnotations(readOnlyHint: false, openWorldHint: true)),
    Tool(
      name: "plain", description: "Has no more than it must.",
      inputSchema: ["type": "object", "properties": [:]]),
  ]

  static let schema =
    #""inputSchema":{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}"#
  static let plain =
    #"{"name":"plain","description":"Has no more than it must.","inputSchema":{"type":"object","properties":{}}}"#

  static func listing(title: Bool, annotations: Bool) -> String {
    let title = title ? #""title":"Weather – Forecast","# : ""
    let annotations = annotations ? #","annotations":{"readOnlyHint":false,"openWorldHint":true}"# : ""
    return
      #""tools":[{"name":"weather_forecast",\#(title)"description":"Tells the weather.",\#(schema)\#(annotations)},\#(plain)]"#
  }

  static let listings: [(ProtocolVersion, String)] = [
    (.november2024, listing(title: false, annotations: false)),
    (.march2025, listing(title: false, annotations: true)),
    (.june2025, listing(title: true, annotations: true)),
    (.november2025, listing(title: true, annotations: true)),
  ]

  @Test("tools/list of the handshake era", arguments: listings)
  func legacyList(version: ProtocolVersion, members: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(list: { Self.tools })),
      [Lines.initialize(version), #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#])
    #expect(lines.last == #"{"jsonrpc":"2.0","id":2,"result":{\#(members)}}"#)
  }

  @Test("tools/list of 2026-07-28")
  func modernList() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(list: { Self.tools })), [Lines.modern("tools/list")])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\#(Self.listing(title: true, annotations: true)),"#
          + #""ttlMs":60000,"cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":"#
          + #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}}}"#
      ])
  }

  static let result = ToolResult(
    content: [
      .text("a/b"), .image(data: "aGk=", mimeType: "image/png"),
      .audio(data: "aGVsbG8=", mimeType: "audio/wav"),
    ], isError: true, meta: ["x/a2a": ["taskId": "t"]])

  static let textAndImage =
    #""content":[{"type":"text","text":"a/b"},{"type":"image","data":"aGk=","mimeType":"image/png"}"#
  static let audio = #"{"type":"audio","data":"aGVsbG8=","mimeType":"audio/wav"}"#
  static let noAudio = #"{"type":"text","text":"[audio left out: audio/wav, 5 bytes]"}"#

  @Test("tools/call of the handshake era", arguments: ProtocolVersion.legacy)
  func legacyCall(version: ProtocolVersion) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(answer: { _, _ in Self.result })),
      [Lines.initialize(version), Lines.call("x", id: 3)])
    let audio = version == .november2024 ? Self.noAudio : Self.audio
    #expect(
      lines.last
        == #"{"jsonrpc":"2.0","id":3,"result":{\#(Self.textAndImage),\#(audio)],"isError":true,"#
        + #""_meta":{"x/a2a":{"taskId":"t"}}}}"#)
  }

  @Test("tools/call of 2026-07-28 adds its type and the server to the result")
  func modernCall() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(answer: { _, _ in Self.result })),
      [Lines.modern("tools/call", #""name":"x""#)])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\#(Self.textAndImage),\#(Self.audio)],"#
          + #""isError":true,"_meta":{"x/a2a":{"taskId":"t"},"io.modelcontextprotocol/serverInfo":"#
          + #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}}}"#
      ])
  }

  @Test(
    "arguments reach the tool as they were written, absent ones as none",
    arguments: [
      (
        #","arguments":{"b":1.0,"a":9223372036854775808,"c":true}"#,
        #"{"b":1.0,"a":9223372036854775808,"c":true}"#
      ),
      (#","arguments":null"#, "{}"), ("", "{}"),
    ])
  func arguments(member: String, expected: String) async {
    let provider = ClosureProvider(answer: { call, _ in ToolResult(content: [.text("\(call.arguments)")]) })
    let line = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"\#(member)}}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(provider), [Lines.initialize(), line])
    #expect(
      lines.last
        == "\(RPCMessage.response(id: 1, .success(["content": [["type": "text", "text": .string(expected)]]])).json)"
    )
  }

  @Test("what the provider throws is the answer")
  func unknownTool() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(GatedProvider()), [Lines.initialize(), Lines.call("nope", id: 8)])
    #expect(lines.last == #"{"jsonrpc":"2.0","id":8,"error":{"code":-32602,"message":"Unknown tool: nope"}}"#)
  }

  @Test("a result over the limit of a line becomes an error the model can read", arguments: [false, true])
  func tooLongResult(isModern: Bool) async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = 2000
    let provider = ClosureProvider(answer: { _, _ in
      ToolResult(content: [.text(String(repeating: "x", count: 2000))])
    })
    let call = isModern ? Lines.modern("tools/call", #""name":"x""#) : Lines.call("x", id: 1)
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider, limits: limits), [Lines.initialize(), call])
    let result = try #require(JSONValue(line: lines.last)["result"])
    #expect(result["isError"] == true)
    #expect(result["content"]?.array?.first?["text"]?.string?.contains("at most 2000") == true)
    #expect(result["resultType"] == (isModern ? "complete" : nil))
  }

  @Test("any other answer over the limit becomes an internal error")
  func tooLongError() async {
    var limits = SessionLimits()
    limits.outputLineBytes = 300
    let provider = ClosureProvider(answer: { _, _ throws(RPCError) in
      throw RPCError(code: RPCError.invalidParams, message: String(repeating: "x", count: 300))
    })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider, limits: limits), [Lines.modern("tools/call", id: 4, #""name":"x""#)])
    #expect(lines.first?.hasPrefix(#"{"jsonrpc":"2.0","id":4,"error":{"code":-32603,"#) == true)
  }

  @Test("a listing that waits holds nothing up")
  func slowListing() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.modern("tools/list", id: 1))
      client.say(Lines.modern("tools/call", id: 2, #""name":"echo""#))
      client.say(Lines.ping)
      let first = [await client.next() ?? "", await client.next() ?? ""]
      #expect(first.contains { $0.contains("echo {}") })
      #expect(first.contains(Lines.pong))
      provider.releaseList()
      #expect(await client.next()?.contains(#""id":1,"result":{"resultType":"complete","tools":[]"#) == true)
    }
  }
}
