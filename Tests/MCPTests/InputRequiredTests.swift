import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Questions of 2026-07-28", .timeLimit(.minutes(1)))
struct InputRequiredTests {
  static func provider(_ question: ToolQuestion) -> PlayedProvider {
    PlayedProvider { call in call.continuation == nil ? .question(question) : .text("done") }
  }

  static let form =
    #""inputRequests":{"q1":{"method":"elicitation/create","params":{"mode":"form","message":"Which city?","#
    + #""requestedSchema":{"type":"object","properties":{"city":{"type":"string","title":"City"}},"required":["city"]}}}},"#
    + #""requestState":"st/aéte""#
  static let page =
    #""inputRequests":{"q2":{"method":"elicitation/create","params":{"mode":"url","message":"Sign in","#
    + #""url":"https://example.com/auth?x=1"}}},"requestState":"s2""#

  static func complete(_ text: String) -> String {
    Lines.modernAnswer(#""resultType":"complete","content":[{"type":"text","text":"\#(text)"}]"#)
  }

  static func required(_ members: String) -> String {
    Lines.modernAnswer(#""resultType":"input_required",\#(members)"#)
  }

  static let asked: [(ToolQuestion, capabilities: String, answer: String)] = [
    (.city, #"{"elicitation":{}}"#, required(form)),
    (.city, Lines.asking, required(form)),
    (.city, #"{"elicitation":{"url":{}}}"#, complete("The agent asks: Which city?")),
    (.city, "{}", complete("The agent asks: Which city?")),
    (.page, Lines.asking, required(page)),
    (.page, #"{"elicitation":{"url":{}}}"#, required(page)),
    (.page, #"{"elicitation":{}}"#, complete("Sign in at the page")),
    (.page, "{}", complete("Sign in at the page")),
  ]

  @Test("are asked as the request's client can, or else told", arguments: asked)
  func asking(question: ToolQuestion, capabilities: String, answer: String) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(Self.provider(question)),
      [Lines.request("tools/call", capabilities, #""name":"x""#)])
    #expect(lines == [answer])
  }

  static let state = #""requestState":"st/aéte""#

  /// What comes with the call, and what it goes on with.
  static let continuations: [(params: String, ToolCall.Continuation?)] = [
    (#""x":1"#, nil),
    (#""requestState":null,"inputResponses":null"#, nil),
    (#""inputResponses":{}"#, nil),
    (#""inputResponses":{"roots":{"roots":[]}}"#, nil),
    (state, .init(state: "st/aéte", answers: [:])),
    (#""requestState":"""#, .init(state: "", answers: [:])),
    (#""requestState":"a\u0000\\\/""#, .init(state: "a\u{0}\\/", answers: [:])),
    (
      #"\#(state),"inputResponses":{"q1":{"action":"accept","content":{"city":"Oslo"}}}"#,
      .init(state: "st/aéte", answers: ["q1": .accept(["city": "Oslo"])])
    ),
    (
      #"\#(state),"inputResponses":{"q1":{"action":"cancel"},"other":{"action":"decline"},"roots":{"roots":[]}}"#,
      .init(state: "st/aéte", answers: ["q1": .cancel, "other": .decline])
    ),
    (#""inputResponses":{"q1":{"action":"decline"}}"#, .init(state: "", answers: ["q1": .decline])),
  ]

  @Test("a call that comes again goes on with state and answers", arguments: continuations)
  func continuing(params: String, continuation: ToolCall.Continuation?) async {
    let provider = PlayedProvider()
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.request("tools/call", Lines.asking, #""name":"x""#, params)])
    #expect(provider.calls.map(\.continuation) == [continuation])
    #expect(lines == [Lines.modernAnswer(#""resultType":"complete","content":[]"#)])
  }

  @Test(
    "malformed states and answers are refused",
    arguments: [
      #""requestState":7"#, #""requestState":{}"#, #""inputResponses":[]"#, #""inputResponses":"x""#,
      #""inputResponses":{"q1":null}"#, #""inputResponses":{"q1":"accept"}"#,
      #""inputResponses":{"q1":{"action":"yes"}}"#, #""inputResponses":{"q1":{"action":1}}"#,
      #""inputResponses":{"q1":{"action":"accept","content":"x"}}"#,
      #""inputResponses":{"q1":{"action":"accept","content":{"a":{"b":1}}}}"#,
    ])
  func malformed(params: String) async {
    let provider = PlayedProvider()
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.request("tools/call", Lines.asking, #""name":"x""#, params)])
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
    #expect(provider.calls.isEmpty)
  }

  @Test("a state that the provider refuses is an error")
  func refused() async {
    let provider = PlayedProvider { _ throws(RPCError) in
      throw RPCError(code: RPCError.invalidParams, message: "Invalid", data: ["reason": "x"])
    }
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.request("tools/call", Lines.asking, #""name":"x""#, Self.state)])
    #expect(
      lines == [
        #"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid","data":{"reason":"x"}}}"#
      ])
  }

  @Test("there may be any number of rounds")
  func rounds() async {
    let provider = PlayedProvider { call in
      call.continuation?.answers["q1"] == .accept(["city": "Oslo"]) ? .text("done") : .question(.city)
    }
    let call = { (id: Int, responses: String) in
      Lines.request("tools/call", id: id, Lines.asking, #""name":"x""#, Self.state, responses)
    }
    var lines: [String] = []
    for id in 1...30 {
      let responses = id == 30 ? #"{"q1":{"action":"accept","content":{"city":"Oslo"}}}"# : "{}"
      lines.append(call(id, #""inputResponses":\#(responses)"#))
    }
    let answers = await ScriptedClient.transcript(of: MCPSession(provider), lines)
    #expect(answers.count { $0.contains(#""resultType":"input_required""#) } == 29)
    #expect(answers.count { $0.contains(#""id":30,"result":{"resultType":"complete""#) } == 1)
  }

  @Test("a legacy call begins whatever it brings", arguments: ProtocolVersion.legacy)
  func legacy(version: ProtocolVersion) async {
    let provider = PlayedProvider()
    let params = #""name":"x","requestState":7,"inputResponses":[]"#
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.initialize(version), Lines.legacy("tools/call", id: 1, params)])
    #expect(lines.last == #"{"jsonrpc":"2.0","id":1,"result":{"content":[]}}"#)
    #expect(provider.calls.map(\.continuation) == [nil])
  }
}
