import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Batches", .timeLimit(.minutes(1)))
struct BatchTests {
  static func batch(_ lines: String...) -> String { "[\(lines.joined(separator: ","))]" }

  @Test("are answered with one array, in the order of the requests, when the last answer is there")
  func order() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.march2025))
      _ = await client.next()
      client.say(
        Self.batch(Lines.call("wait", id: 1), Lines.initialized, Lines.ping, Lines.call("echo", id: 2)))
      await provider.hasStarted(1)
      provider.release(1)
      #expect(
        await client.next()
          == Self.batch(Lines.answer("wait {}", id: 1), Lines.pong, Lines.answer("echo {}", id: 2)))
    }
  }

  @Test("a cancelled call is missing from the answer")
  func cancelled() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.march2025))
      _ = await client.next()
      client.say(Self.batch(Lines.call("wait", id: 1), Lines.ping))
      client.say(Self.batch(Lines.call("wait", id: 2)))
      client.say(Lines.cancel(1))
      client.say(Lines.cancel(2))
      #expect(await client.next() == Self.batch(Lines.pong))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test(
    "what has no answer gets none",
    arguments: [
      #"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#,
      #"[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"1.0","method":"x"}]"#,
    ])
  func silence(batch: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.initialize(.march2025), batch, Lines.ping])
    #expect(lines.count == 2)
    #expect(lines.last == Lines.pong)
  }

  /// A message of a batch, and the beginning of its answer.
  static let refused: [(String, String)] = [
    ("1", #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#),
    (#"{"jsonrpc":"2.0","id":3}"#, #"{"jsonrpc":"2.0","id":3,"error":{"code":-32600,"#),
    (Lines.initialize(), #"{"jsonrpc":"2.0","id":"init","error":{"code":-32600,"#),
    (Lines.modern("tools/list", id: 4), #"{"jsonrpc":"2.0","id":4,"error":{"code":-32600,"#),
    (#"{"jsonrpc":"2.0","id":5,"method":"x"}"#, #"{"jsonrpc":"2.0","id":5,"error":{"code":-32601,"#),
    ("[]", #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#),
  ]

  @Test("each message is refused on its own", arguments: refused)
  func refusals(message: String, answer: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.initialize(.march2025), Self.batch(message, Lines.ping)])
    #expect(lines.last?.hasPrefix("[\(answer)") == true)
    #expect(lines.last?.hasSuffix(",\(Lines.pong)]") == true)
  }

  @Test("other versions have none", arguments: ProtocolVersion.legacy.filter { $0 != .march2025 })
  func otherVersions(version: ProtocolVersion) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.initialize(version), Self.batch(Lines.ping)])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#) == true)
  }

  @Test("their size is limited", arguments: [0, 129])
  func size(count: Int) async {
    let batch = "[\(Array(repeating: Lines.initialized, count: count).joined(separator: ","))]"
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()), [Lines.initialize(.march2025), batch])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#) == true)
  }

  @Test("an answer that does not fit into the line becomes an error, the others stay")
  func tooLong() async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = 1000
    let provider = ClosureProvider(answer: { _, _ in
      ToolResult(content: [.text(String(repeating: "x", count: 700))])
    })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider, limits: limits),
      [Lines.initialize(.march2025), Self.batch(Lines.call("x", id: 1), Lines.call("x", id: 2), Lines.ping)])
    let answers = try #require(JSONValue(line: lines.last).array)
    #expect(answers.count == 3)
    #expect(answers.count { $0["error"]?["code"] == -32603 } == 1)
    #expect(answers.count { $0["result"] != nil } == 2)
    #expect(lines.allSatisfy { $0.utf8.count <= 1000 })
  }

  static let longID = #"{"jsonrpc":"2.0","id":"\#(String(repeating: "x", count: 1025))","method":"ping"}"#

  @Test("of the mistakes in them no more than ten a second are answered", arguments: ["1", longID])
  func rateLimit(mistake: String) async throws {
    let batch = Self.batch(mistake, Lines.ping, mistake, mistake)
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(), clock: ManualClock()),
      [Lines.initialize(.march2025)] + Array(repeating: batch, count: 20)
        + [Self.batch(mistake, mistake), Lines.ping])
    let answers = try lines.dropFirst().dropLast().map { try JSONValue(line: $0).array ?? [] }
    #expect(answers.map(\.count) == [4, 4, 4, 2] + Array(repeating: 1, count: 16))
    #expect(answers.joined().count { $0["error"]?["code"] == -32600 } == 10)
    #expect(lines.last == Lines.pong)
  }

  @Test("a call cancelled last does not take the others' answers with it, even if they have to wait")
  func cancelledLast() async {
    let provider = GatedProvider()
    let client = ScriptedClient(capacity: 1)
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.march2025))
      _ = await client.next()
      client.say(Self.batch(Lines.call("wait", id: 1), Lines.call("echo", id: 2)))
      await provider.hasStarted(1)
      client.say(Lines.ping)
      client.say(Lines.cancel(1))
      await client.output.waitForSenders(1)
      client.hangUp()
      #expect(await client.rest() == [Lines.pong, Self.batch(Lines.answer("echo {}", id: 2))])
    }
  }
}
