import JSON
import MCP
import Synchronization
import TestSupport
import Testing

@Suite("Prompts and completion in each version", .timeLimit(.minutes(1)))
struct PromptsTests {
  static let provider = CatalogProvider(listedPrompts: [
    Prompt(
      name: "ask", title: "Ask", description: "Asks.",
      arguments: [.init("request", description: "What for.", isRequired: true), .init("tone")]),
    Prompt(name: "plain"),
  ])

  static func prompts(title: Bool) -> String {
    let title = title ? #""title":"Ask","# : ""
    return
      #""prompts":[{"name":"ask",\#(title)"description":"Asks.","arguments":[{"name":"request","description":"What for.","required":true},{"name":"tone"}]},{"name":"plain"}]"#
  }

  static let text =
    #""description":"What ask says.","messages":[{"role":"user","content":{"type":"text","text":"request=hi tone=kind"}}]"#
  static let arguments = #""name":"ask","arguments":{"tone":"kind","request":"hi"}"#

  static let serverInfo =
    #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}"#

  /// A request of the handshake era.
  static func line(_ method: String, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(params)}}"#
  }

  @Test("the handshake era", arguments: ProtocolVersion.legacy)
  func legacy(version: ProtocolVersion) async {
    let list = await ScriptedClient.transcript(
      of: MCPSession(Self.provider), [Lines.initialize(version), Self.line("prompts/list", "")])
    let prompts = Self.prompts(title: version >= .june2025)
    #expect(list.last == #"{"jsonrpc":"2.0","id":1,"result":{\#(prompts)}}"#)
    let prompt = await ScriptedClient.transcript(
      of: MCPSession(Self.provider), [Lines.initialize(version), Self.line("prompts/get", Self.arguments)])
    #expect(prompt.last == #"{"jsonrpc":"2.0","id":1,"result":{\#(Self.text)}}"#)
  }

  static let modernResults: [(method: String, params: String, result: String)] = [
    ("prompts/list", "", prompts(title: true) + #","ttlMs":60000,"cacheScope":"private""#),
    ("prompts/get", arguments, text),
    (
      "completion/complete",
      #""ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"tone","value":"k"}"#,
      #""completion":{"values":[],"total":0,"hasMore":false}"#
    ),
  ]

  @Test("2026-07-28: only lists say how long they last", arguments: modernResults)
  func modern(example: (method: String, params: String, result: String)) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(Self.provider), [Lines.modern(example.method, example.params)])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\#(example.result),\#(Self.serverInfo)}}"#
      ])
  }

  /// Params of each method that are answered with `invalidParams`, and what the message says.
  static let malformed: [(method: String, params: String, problem: String)] = [
    ("prompts/get", "", "name: missing"), ("prompts/get", #""name":7"#, "name: expected a string"),
    ("prompts/get", #""name":"nope""#, "Unknown prompt: nope"),
    ("prompts/get", #""name":"ask","arguments":[]"#, "arguments: expected an object"),
    ("prompts/get", #""name":"ask","arguments":{"tone":1}"#, "arguments.tone: expected a string"),
    ("completion/complete", "", "missing"),
    ("completion/complete", #""ref":{"type":"ref/prompt","name":"ask"}"#, "argument: missing"),
    (
      "completion/complete",
      #""ref":{"type":"ref/tool","name":"ask"},"argument":{"name":"tone","value":"k"}"#, "ref.type"
    ),
    (
      "completion/complete", #""ref":{"type":"ref/prompt"},"argument":{"name":"tone","value":"k"}"#,
      "ref.name: missing"
    ),
    (
      "completion/complete", #""ref":{"type":"ref/resource"},"argument":{"name":"tone","value":"k"}"#,
      "ref.uri: missing"
    ),
    (
      "completion/complete", #""ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"tone"}"#,
      "argument.value: missing"
    ),
    (
      "completion/complete",
      #""ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"tone","value":"k"},"context":{"arguments":{"a":1}}"#,
      "context.arguments.a: expected a string"
    ),
  ]

  @Test("malformed params", arguments: malformed, [false, true])
  func refusal(example: (method: String, params: String, problem: String), isModern: Bool) async {
    let line =
      isModern ? Lines.modern(example.method, example.params) : Self.line(example.method, example.params)
    let lines = await ScriptedClient.transcript(of: MCPSession(Self.provider), [Lines.initialize(), line])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
    #expect(lines.last?.contains(example.problem) == true)
  }

  /// How many ways there are to go on, how many are told, and whether that is not all.
  static let counts: [(all: Int, told: Int, hasMore: Bool)] = [
    (0, 0, false), (1, 1, false), (100, 100, false), (101, 100, true), (5000, 100, true),
  ]

  @Test("completion tells a hundred at most, the likeliest, and how many there are", arguments: counts)
  func completion(example: (all: Int, told: Int, hasMore: Bool)) async throws {
    let words = (0..<example.all).map { "word \($0)" }
    let params = #""ref":{"type":"ref/resource","uri":"a2a://{a}"},"argument":{"name":"a","value":"w"}"#
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider(completing: { _ in words })),
      [Lines.initialize(.november2024), Self.line("completion/complete", params)])
    let completion = try #require(JSONValue(line: lines.last)["result"]?["completion"])
    #expect(completion["values"]?.array?.map(\.string) == Array(words.prefix(example.told)))
    #expect(completion["total"]?.int == example.all)
    #expect(completion["hasMore"]?.bool == example.hasMore)
  }

  @Test("what is filled in already counts since 2025-06-18", arguments: ProtocolVersion.allCases)
  func context(version: ProtocolVersion) async {
    let seen = Mutex<CompletedArgument?>(nil)
    let provider = CatalogProvider(completing: { argument in
      seen.withLock { $0 = argument }
      return []
    })
    let params =
      #""ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"tone","value":"k"},"context":{"arguments":{"request":"hi"}}"#
    let line =
      version.era == .modern
      ? Lines.modern("completion/complete", params) : Self.line("completion/complete", params)
    _ = await ScriptedClient.transcript(of: MCPSession(provider), [Lines.initialize(version), line])
    let others = version >= .june2025 ? ["request": "hi"] : [:]
    #expect(
      seen.withLock(\.self)
        == CompletedArgument(.prompt("ask"), name: "tone", value: "k", others: others))
  }

  @Test("look-ups wait for what is on its way", arguments: [modernResults[1], modernResults[2]])
  func settling(example: (method: String, params: String, result: String)) async {
    let settled = Latch()
    var provider = Self.provider
    provider.settled = settled
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.modern(example.method, example.params))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      settled.open()
      #expect(await client.next()?.contains(example.result) == true)
    }
  }
}
