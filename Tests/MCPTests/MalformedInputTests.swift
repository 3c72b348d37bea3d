import JSON
import Logging
import MCP
import TestSupport
import Testing

@Suite("Malformed input", .timeLimit(.minutes(1)))
struct MalformedInputTests {
  /// A line, the id of the answer, its code.
  static let answered: [(line: String, id: String, code: Int)] = [
    ("{", "null", -32700),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping""#, "null", -32700),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#, "null", -32700),
    ("ping", "null", -32700),
    (String(repeating: "[", count: 1000), "null", -32700),
    ("[]", "null", -32600),
    (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "null", -32600),
    ("5", "null", -32600),
    ("null", "null", -32600),
    ("true", "null", -32600),
    (#""ping""#, "null", -32600),
    ("{}", "null", -32600),
    (#"{"id":7,"method":"ping"}"#, "7", -32600),
    (#"{"jsonrpc":"1.0","id":"a","method":"ping"}"#, #""a""#, -32600),
    (#"{"jsonrpc":2.0,"id":0,"method":"ping"}"#, "0", -32600),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "null", -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "null", -32600),
    (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, "null", -32600),
    (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, "null", -32600),
    (#"{"jsonrpc":"2.0","id":3,"method":5}"#, "3", -32600),
    (#"{"jsonrpc":"2.0","id":3}"#, "3", -32600),
    (#"{"jsonrpc":"2.0","id":3,"method":"ping","params":[]}"#, "3", -32600),
    (#"{"jsonrpc":"2.0","id":3,"method":"ping","params":null}"#, "3", -32600),
    (
      #"{"jsonrpc":"2.0","id":9223372036854775808,"method":"nonsense","params":7}"#, "9223372036854775808",
      -32600
    ),
  ]

  @Test("is answered with the id it has", arguments: answered)
  func answers(line: String, id: String, code: Int) async {
    let lines = await ScriptedClient.transcript(of: MCPSession(ClosureProvider()), [line, Lines.ping])
    #expect(lines.count == 2)
    #expect(
      lines.first?.hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"message":""#) == true)
    #expect(lines.last == Lines.pong)
  }

  @Test(
    "notifications and responses are not answered, however wrong",
    arguments: [
      #"{"jsonrpc":"2.0","method":"notifications/nonsense"}"#,
      #"{"jsonrpc":"1.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#,
      #"{"jsonrpc":"2.0","method":"ping"}"#,
      #"{"jsonrpc":"2.0","id":1001,"result":{"action":"decline"}}"#,
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}"#,
      #"{"jsonrpc":"1.0","id":4,"result":{}}"#,
      #"{"jsonrpc":"2.0","id":{},"error":7}"#,
      "", "   ", "\r",
    ])
  func silence(line: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider()),
      [Lines.initialize(), line, Lines.ping].filter { !$0.allSatisfy(\.isWhitespace) })
    #expect(lines.count == 2)
    #expect(lines.last == Lines.pong)
  }

  @Test("a line over the limit is a parse error that names the limit")
  func tooLong() async {
    let client = ScriptedClient()
    await client.talk(to: MCPSession(ClosureProvider())) {
      client.say(.tooLong(limit: 16_777_216))
      let answer = await client.next()
      #expect(answer?.contains(#""id":null,"error":{"code":-32700,"#) == true)
      #expect(answer?.contains("16777216") == true)
    }
  }

  @Test("invalid UTF-8 is a parse error")
  func invalidUTF8() async {
    let client = ScriptedClient()
    await client.talk(to: MCPSession(ClosureProvider())) {
      client.say(
        .text(Array(#"{"jsonrpc":"2.0","id":1,"method":"a"#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)))
      #expect(await client.next()?.contains(#""id":null,"error":{"code":-32700,"#) == true)
    }
  }

  @Test("an id too long to echo is refused without it")
  func longID() async {
    let id = String(repeating: "x", count: 1025)
    let request = #"{"jsonrpc":"2.0","id":"\#(id)","method":"ping"}"#
    let malformed = #"{"jsonrpc":"1.0","id":"\#(id)","method":"ping"}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(ClosureProvider()), [request, malformed])
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#) })
  }

  @Test(
    "ids are echoed exactly", arguments: ["0", "-1", "9223372036854775808", #""1""#, #""ü\"\\""#, #""""#])
  func exactIDs(id: String) async {
    let line = #"{"jsonrpc":"2.0","id":\#(id),"method":"ping","extra":[1]}"#
    let lines = await ScriptedClient.transcript(of: MCPSession(ClosureProvider()), [line])
    #expect(lines == [#"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#])
  }

  @Test("at most ten mistakes a second are answered, requests always")
  func rateLimit() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(ClosureProvider(), clock: clock)) {
      for _ in 0..<30 { client.say("nonsense") }
      client.say(Lines.ping)
      for _ in 0..<10 { #expect(await client.next()?.contains("-32700") == true) }
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .milliseconds(999))
      client.say("nonsense")
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .milliseconds(1))
      client.say("nonsense")
      #expect(await client.next()?.contains("-32700") == true)
    }
  }

  /// Counts what is logged.
  private struct CountingLog: LogHandler {
    let count: Count
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { count.add() }
  }

  @Test(
    "no more than ten mistakes a minute are logged, answered or not",
    arguments: ["nonsense", #"{"jsonrpc":"1.0","method":"notifications/initialized"}"#])
  func log(mistake: String) async {
    let count = Count()
    let clock = ManualClock()
    let client = ScriptedClient()
    let log = Logger(label: "mcp") { _ in CountingLog(count: count) }
    await client.talk(to: MCPSession(ClosureProvider(), clock: clock, log: log)) {
      for second in 1...60 {
        for _ in 0..<5 { client.say(mistake) }
        client.say(Lines.ping)
        while let line = await client.next(), line != Lines.pong {}
        #expect(count.value == min(second * 5, 10))
        clock.advance(by: .seconds(1))
      }
      client.say(mistake)
      client.say(Lines.ping)
      while let line = await client.next(), line != Lines.pong {}
      #expect(count.value == 11)
    }
  }
}
