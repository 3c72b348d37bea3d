import JSON
import MCP
import TestSupport
import Testing

@Suite("Resources in each version", .timeLimit(.minutes(1)))
struct ResourcesTests {
  static let provider = CatalogProvider(
    listedResources: [
      Resource(
        uri: "a2a://weather/card", name: "weather", title: "Weather", description: "Its card.",
        mimeType: "application/json"),
      Resource(uri: "a2a://x", name: "x"),
    ],
    listedTemplates: [
      ResourceTemplate(
        uriTemplate: "a2a://{agent}/task/{taskId}", name: "task", title: "Task", description: "One task.",
        mimeType: "application/json"),
      ResourceTemplate(uriTemplate: "a2a://{agent}", name: "agent"),
    ],
    reading: { uri throws(ResourceFailure) in
      switch uri {
      case "a2a://gone": throw .notFound("It is gone.")
      case "a2a://busy": throw .unavailable("The agent is busy.")
      default:
        [
          ResourceContents(uri: uri, mimeType: "text/plain", .text("a/b")),
          ResourceContents(uri: uri + "/1", .blob("aGk=")),
        ]
      }
    })

  static func resources(title: Bool) -> String {
    let title = title ? #""title":"Weather","# : ""
    return
      #""resources":[{"uri":"a2a://weather/card","name":"weather",\#(title)"description":"Its card.","mimeType":"application/json"},{"uri":"a2a://x","name":"x"}]"#
  }

  static func templates(title: Bool) -> String {
    let title = title ? #""title":"Task","# : ""
    return
      #""resourceTemplates":[{"uriTemplate":"a2a://{agent}/task/{taskId}","name":"task",\#(title)"description":"One task.","mimeType":"application/json"},{"uriTemplate":"a2a://{agent}","name":"agent"}]"#
  }

  static let contents =
    #""contents":[{"uri":"a2a://y","mimeType":"text/plain","text":"a/b"},{"uri":"a2a://y/1","blob":"aGk="}]"#

  @Test("the handshake era", arguments: ProtocolVersion.legacy)
  func legacy(version: ProtocolVersion) async {
    let hasTitles = version >= .june2025
    let results: [(method: String, params: String, result: String)] = [
      ("resources/list", "{}", Self.resources(title: hasTitles)),
      ("resources/templates/list", "{}", Self.templates(title: hasTitles)),
      ("resources/read", #"{"uri":"a2a://y"}"#, Self.contents),
    ]
    for (method, params, result) in results {
      let line = #"{"jsonrpc":"2.0","id":2,"method":"\#(method)","params":\#(params)}"#
      let lines = await ScriptedClient.transcript(
        of: MCPSession(Self.provider), [Lines.initialize(version), line])
      #expect(lines.last == #"{"jsonrpc":"2.0","id":2,"result":{\#(result)}}"#)
    }
  }

  static let modernResults: [(method: String, params: String, result: String, lifetime: Int)] = [
    ("resources/list", "", resources(title: true), 60_000),
    ("resources/templates/list", "", templates(title: true), 60_000),
    ("resources/read", #""uri":"a2a://y""#, contents, 0),
  ]

  @Test("2026-07-28", arguments: modernResults)
  func modern(example: (method: String, params: String, result: String, lifetime: Int)) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(Self.provider), [Lines.modern(example.method, example.params)])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\#(example.result),"ttlMs":\#(example.lifetime),"#
          + #""cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":"#
          + #"{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}}}"#
      ])
  }

  /// Params, and the errors of both eras.
  static let failures: [(params: String, legacy: String, modern: String)] = [
    (
      #""uri":"a2a://gone""#, #"{"code":-32002,"message":"It is gone.","data":{"uri":"a2a://gone"}}"#,
      #"{"code":-32602,"message":"It is gone.","data":{"uri":"a2a://gone"}}"#
    ),
    (
      #""uri":"a2a://busy""#, #"{"code":-32603,"message":"The agent is busy."}"#,
      #"{"code":-32603,"message":"The agent is busy."}"#
    ),
    (
      "", #"{"code":-32602,"message":"Invalid params: uri: missing"}"#,
      #"{"code":-32602,"message":"Invalid params: uri: missing"}"#
    ),
    (
      #""uri":7"#, #"{"code":-32602,"message":"Invalid params: uri: expected a string, found a number"}"#,
      #"{"code":-32602,"message":"Invalid params: uri: expected a string, found a number"}"#
    ),
  ]

  @Test("what can't be read", arguments: failures)
  func failure(example: (params: String, legacy: String, modern: String)) async {
    for version in ProtocolVersion.legacy {
      let line = #"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{\#(example.params)}}"#
      let lines = await ScriptedClient.transcript(
        of: MCPSession(Self.provider), [Lines.initialize(version), line])
      #expect(lines.last == #"{"jsonrpc":"2.0","id":1,"error":\#(example.legacy)}"#)
    }
    let lines = await ScriptedClient.transcript(
      of: MCPSession(Self.provider), [Lines.modern("resources/read", example.params)])
    #expect(lines == [#"{"jsonrpc":"2.0","id":1,"error":\#(example.modern)}"#])
  }

  @Test("what is too long for a line is an error that says so", arguments: [false, true])
  func tooLong(isModern: Bool) async {
    var limits = SessionLimits()
    limits.outputLineBytes = 1000
    let provider = CatalogProvider(reading: { uri throws(ResourceFailure) in
      [ResourceContents(uri: uri, .text(String(repeating: "x", count: 1000)))]
    })
    let legacy = #"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a"}}"#
    let line = isModern ? Lines.modern("resources/read", #""uri":"a""#) : legacy
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider, limits: limits), [Lines.initialize(), line])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"#) == true)
    #expect(lines.last?.contains("at most 1000 can be sent") == true)
  }

  @Test("reads wait for each other, never for calls; they are cancelled like those, and hold nothing up")
  func calls() async {
    var limits = SessionLimits()
    limits.concurrentLooks = 1
    let started = Latch()
    let cancelled = Latch()
    let provider = CatalogProvider(reading: { uri throws(ResourceFailure) in
      if uri == "wait" {
        started.open()
        await Latch().wait()
        cancelled.open()
      }
      return [ResourceContents(uri: uri, .text(""))]
    })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.modern("resources/read", id: 1, #""uri":"wait""#))
      await started.wait()
      client.say(Lines.modern("resources/read", id: 2, #""uri":"b""#))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.say(Lines.cancel(1))
      await cancelled.wait()
      #expect(await client.next()?.contains(#""id":2,"result""#) == true)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }
}
