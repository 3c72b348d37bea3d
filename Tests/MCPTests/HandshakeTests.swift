import JSON
import MCP
import TestSupport
import Testing

@Suite("Handshake and discovery", .timeLimit(.minutes(1)))
struct HandshakeTests {
  static let goldens: [(ProtocolVersion, String)] = [
    (.november2024, #"{"name":"a2a-bridge","version":"0.1.0"}"#),
    (.march2025, #"{"name":"a2a-bridge","version":"0.1.0"}"#),
    (.june2025, #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}"#),
    (.november2025, #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}"#),
  ]

  @Test("initialize agrees on each legacy version", arguments: goldens)
  func initialize(version: ProtocolVersion, serverInfo: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.initialize(version)])
    let list = version == .november2024 ? "" : #""listChanged":true"#
    let resources = #"{"subscribe":true\#(list.isEmpty ? "" : ",")\#(list)}"#
    let completions = version == .november2024 ? "" : #","completions":{}"#
    let tasks =
      version == .november2025 ? #","tasks":{"cancel":{},"requests":{"tools":{"call":{}}}}"# : ""
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":"init","result":{"protocolVersion":"\#(version.rawValue)","#
          + #""capabilities":{"tools":{\#(list)},"prompts":{\#(list)},"resources":\#(resources)\#(completions)\#(tasks)},"#
          + #""serverInfo":\#(serverInfo),"instructions":"Ask."}}"#
      ])
  }

  @Test(
    "a version that no handshake can agree on is countered with the latest",
    arguments: [
      #"{"protocolVersion":"2026-07-28"}"#, #"{"protocolVersion":"2099-01-01"}"#,
      #"{"protocolVersion":"../"}"#,
      #"{"protocolVersion":7,"capabilities":[]}"#, "{}",
    ])
  func counterOffer(params: String) async throws {
    let line = #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":\#(params)}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(ClosureProvider()), [line])
    let answer = try JSONValue(line: lines.first)
    #expect(answer["id"] == 0)
    #expect(answer["result"]?["protocolVersion"] == "2025-11-25")
  }

  @Test("initialize without params, and a second one, are answered too")
  func again() async {
    let bare = #"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [bare, Lines.initialized, Lines.initialize(.march2025), Lines.ping])
    #expect(lines.count == 3)
    #expect(lines[0].contains("2025-11-25"))
    #expect(lines[1].contains("2025-03-26"))
    #expect(lines[2] == Lines.pong)
  }

  @Test("server/discover")
  func discover() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.modern("server/discover")])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","supportedVersions":["2026-07-28"],"#
          + #""capabilities":{"tools":{"listChanged":true},"prompts":{"listChanged":true},"#
          + #""resources":{"subscribe":true,"listChanged":true},"completions":{},"#
          + #""extensions":{"io.modelcontextprotocol/tasks":{}}},"#
          + #""instructions":"Ask.","ttlMs":300000,"cacheScope":"public","#
          + #""_meta":{"io.modelcontextprotocol/serverInfo":"#
          + #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}}}"#
      ])
  }

  @Test("a server without instructions leaves them out")
  func noInstructions() async {
    let info = ServerInfo(name: "n", title: "t", version: "v")
    let session = MCPSession(info: info, provider: ClosureProvider())
    let lines = await ScriptedClient.transcript(
      of: session, [Lines.initialize(), Lines.modern("server/discover")])
    #expect(lines.count == 2)
    #expect(!lines.joined().contains("instructions"))
    #expect(!lines.joined().contains("null"))
  }
}
