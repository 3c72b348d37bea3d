import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("What hosts write") struct InputTests {
  private static let nobody = "http://127.0.0.1:1"

  struct Line: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    /// The code and the id of the answer; nil when there is none.
    let answer: (code: Int, id: JSONValue)?

    init(_ text: String, _ code: Int, id: JSONValue = .null) {
      testDescription = String(text.prefix(60))
      bytes = Array(text.utf8)
      answer = (code, id)
    }

    init(ignored text: String) {
      testDescription = String(text.prefix(60))
      bytes = Array(text.utf8)
      answer = nil
    }

    init(_ name: String, bytes: [UInt8], _ code: Int) {
      testDescription = name
      self.bytes = bytes
      answer = (code, .null)
    }
  }

  private static let malformed = [
    Line("hello", -32700),
    Line("{", -32700),
    Line(#"{"jsonrpc":"2.0","id":1,"method":"ping"}}"#, -32700),
    Line(#"{"jsonrpc":"2.0","id":1,"method":"ping",}"#, -32700),
    Line("not UTF-8", bytes: [0x22, 0xFF, 0xFE, 0x22], -32700),
    Line("NUL", bytes: [0], -32700),
    Line(String(repeating: "[", count: 100_000), -32700),
    Line("1", -32600),
    Line("\"ping\"", -32600),
    Line("[]", -32600),
    Line(#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
    Line("{}", -32600),
    Line(#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, -32600, id: 7),
    Line(#"{"id":"seven","method":"ping"}"#, -32600, id: "seven"),
    Line(#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    Line(#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
    Line(#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600),
    Line(#"{"jsonrpc":"2.0","method":7,"params":"bar"}"#, -32600),
    Line(#"{"jsonrpc":"2.0","id":8,"method":9}"#, -32600, id: 8),
    Line(#"{"jsonrpc":"2.0","id":8,"method":"ping","params":[1]}"#, -32600, id: 8),
    Line(#"{"jsonrpc":"2.0","id":8,"method":"no/such"}"#, -32601, id: 8),
    Line(#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{}}"#, -32602, id: 8),
    Line(#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"no_such"}}"#, -32602, id: 8),
    Line(
      #"{"jsonrpc":"2.0","id":8,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01","#
        + #""io.modelcontextprotocol/clientCapabilities":{}}}}"#, -32022, id: 8),
    Line(
      #"{"jsonrpc":"2.0","id":8,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
      -32602, id: 8),
    Line(ignored: ""),
    Line(ignored: " \t\r"),
    Line(ignored: #"{"jsonrpc":"2.0","method":"notifications/no/such","params":{"x":1}}"#),
    Line(ignored: #"{"jsonrpc":"2.0","method":"x","params":7}"#),
    Line(ignored: #"{"jsonrpc":"2.0","id":99,"error":7}"#),
    Line(ignored: #"{"jsonrpc":"2.0","id":99,"result":{}}"#),
    Line(ignored: #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4711}}"#),
    Line(ignored: #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#),
  ]

  @Test("a line that is wrong is answered as it deserves, and the next one works", arguments: malformed)
  func malformedLine(_ line: Line) async throws {
    try await Host.serving([Self.nobody]) { host in
      try await host.process.say(bytes: line.bytes + [UInt8(ascii: "\n")])
      if let (code, id) = line.answer {
        let answer = try await host.message { $0["error"] != nil }
        #expect(answer["error"]?["code"]?.int == code)
        #expect(answer["id"] == id)
      }
      #expect(try await host.ask("ping") == [:])
      #expect(host.unasked == [])
    }
  }

  @Test("a line of 100 MB is refused, and the next one works")
  func endlessLine() async throws {
    try await Host.serving([Self.nobody]) { host in
      let part = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
      for _ in 0..<10 { try await host.process.say(bytes: part) }
      try await host.process.say(bytes: [UInt8(ascii: "\n")])
      #expect(try await host.ask("ping") == [:])
      #expect(host.unasked.count == 1)
      #expect(host.unasked.first?["error"]?["code"] == -32700)
      #expect(host.unasked.first?["id"] == .null)
    }
  }

  @Test("a request before the handshake is told what is missing")
  func noHandshake() async throws {
    try await BridgeProcess.running(["serve", Self.nobody]) { process in
      try await process.say(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
      let answer = try JSONValue(parsing: Array(try await process.hear().utf8))
      #expect(answer["error"]?["code"] == -32602)
      #expect(answer["error"]?["message"]?.string?.contains("initialize") == true)
      try await process.say(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
      #expect(try await process.hear() == #"{"jsonrpc":"2.0","id":2,"result":{}}"#)
    }
  }

  @Test("batches are answered as one, in the version that has them")
  func batch() async throws {
    try await BridgeProcess.running(["serve", Self.nobody]) { process in
      _ = try await Host.greeting(process, as: .march2025)
      try await process.say(
        #"[{"jsonrpc":"2.0","id":"a","method":"ping"},{"jsonrpc":"2.0","method":"x"},{"jsonrpc":"2.0","id":"b","#
          + #""method":"tools/list"}]"#)
      let answers = try JSONValue(parsing: Array(try await process.hear().utf8))
      #expect(answers.array?.map { $0["id"] } == ["a", "b"])
    }
  }

  @Test("lines that come in pieces, several at once, with carriage returns")
  func pieces() async throws {
    try await BridgeProcess.running(["serve", Self.nobody]) { process in
      let text =
        "\u{FEFF}" + (1...3).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"ping"}"# + "\r\n" }.joined()
      for byte in text.utf8 { try await process.say(bytes: [byte]) }
      for id in 1...3 { #expect(try await process.hear() == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#) }
    }
  }

  @Test(
    "ids come back as they were", arguments: ["7", "\"7\"", "-1", "9007199254740993", "\"a\\nb\"", "\"\""])
  func ids(_ id: String) async throws {
    try await BridgeProcess.running(["serve", Self.nobody]) { process in
      try await process.say(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
      #expect(try await process.hear() == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)
    }
  }

  @Test(
    "arguments that are wrong are told to the model",
    arguments: [
      ([:], "\"message\" is missing"), (["message": 1], "must be a string"),
      (["message": "x", "data": []], "must be an object"),
      (["message": "x", "wait_seconds": "long"], "number of seconds"),
    ] as [(JSONObject, String)])
  func wrongArguments(_ arguments: JSONObject, _ words: String) async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await Host.serving([url]) { host in
        let answer = try await host.call(host.tool("track_order"), arguments)
        #expect(answer.isError)
        #expect(answer.text.contains(words))
      }
    }
  }

  @Test("64 calls at once, each answered with its own", arguments: DemoAgent.Version.allCases)
  func parallelCalls(_ version: DemoAgent.Version) async throws {
    try await DemoAgent(version: version, pace: Pace(step: .milliseconds(5))).withRunning { url in
      try await Host.serving([url], as: .july2026) { host in
        var calls: [(id: Int, words: String)] = []
        for number in 0..<64 {
          // Half of them are answered at once, half are tasks with streams of their own.
          let isTask = number.isMultiple(of: 2)
          let tool = host.tool(isTask ? "weather_forecast" : "echo")
          let message = isTask ? "The weather in City\(number) for 1 day" : "Word \(number)"
          let words = isTask ? "Forecast for City\(number)\n" : "Word \(number)"
          calls.append((try await host.start(tool, ["message": .string(message)]), words))
        }
        for (id, words) in calls {
          let answer = CallAnswer(try await host.answer(to: id))
          #expect(!answer.isError)
          #expect(answer.body == words || answer.body.hasPrefix(words) && words.hasSuffix("\n"))
        }
        #expect(host.unasked == [])
      }
    }
  }

  @Test("a long answer comes whole, or cut with a word about it")
  func largeAnswer() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let text = #"{"agents": ["\#(url)"], "defaults": {"results": {"maxCharacters": 1000000}}}"#
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          let answer = try await host.call(host.tool("big_report"), ["message": "big_report of 500 KiB"])
          #expect(!answer.isError)
          #expect(answer.body.utf8.count == 500 << 10)
        }
      }
      try await Host.serving([url]) { host in
        let answer = try await host.call(host.tool("big_report"), ["message": "big_report of 500 KiB"])
        #expect(!answer.isError)
        #expect(answer.text.count < 25_000)
        #expect(
          answer.body.contains("more characters: call a2a_read_more with agent=\"demo_agent\", task_id=\""))
      }
    }
  }
}
