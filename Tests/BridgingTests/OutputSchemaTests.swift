import A2A
import HTTP
import JSON
import MCP
import Settings
import Testing

@testable import Bridging

@Suite struct OutputSchemaTests {
  private static let schema: JSONObject = [
    "type": "object",
    "properties": [
      "city": ["type": "string"], "days": ["type": "array", "items": ["type": "object", "required": ["n"]]],
      "count": ["type": ["integer", "null"]], "sky": ["enum": ["sun", "rain"]], "any": true,
      "fixed": ["const": 7], "share": ["minimum": 0, "maximum": 1], "never": false,
      "closed": ["properties": ["a": true], "additionalProperties": false],
      "open": ["additionalProperties": ["type": "string"]],
    ],
    "required": ["city"],
  ]

  static let data: [(String, String?)] = [
    (#"{"city": "Oslo"}"#, nil),
    (#"{"city": "Oslo", "count": 2.0, "sky": "sun", "any": [1], "more": 1}"#, nil),
    (#"{"city": "Oslo", "count": null, "days": [{"n": 1}]}"#, nil), ("{}", "city is missing"),
    (#"{"city": 7}"#, "city is a number, not of type string"),
    (#"{"city": "x", "count": 1.5}"#, "count is a number, not of type integer or null"),
    (#"{"city": "x", "days": [{"n": 1}, {}]}"#, "days[1].n is missing"),
    (#"{"city": "x", "days": ["y"]}"#, "days[0] is a string, not of type object"),
    (#"{"city": "x", "sky": "fog"}"#, "sky is none of what it may be"),
    (#"{"city": "x", "fixed": 7, "share": 0.5, "closed": {"a": 1}, "open": {"b": ""}}"#, nil),
    (#"{"city": "x", "fixed": 8}"#, "fixed is none of what it may be"),
    (#"{"city": "x", "share": -1}"#, "share is not in its range"),
    (#"{"city": "x", "share": 1.5}"#, "share is not in its range"),
    (#"{"city": "x", "never": null}"#, "never must not be there"),
    (#"{"city": "x", "closed": {"b": 1}}"#, "closed.b must not be there"),
    (#"{"city": "x", "open": {"b": 1}}"#, "open.b is a number, not of type string"),
  ]

  @Test(arguments: data) func findsWhatHostsWouldRefuse(_ text: String, _ problem: String?) throws {
    let data = try #require(try JSONValue(parsing: Array(text.utf8)).object)
    #expect(OutputSchema(schema: Self.schema).problem(with: data) == problem)
  }

  // MARK: Results

  private static func result(_ outcome: CallOutcome) throws -> ToolResult {
    let schema = OutputSchema(schema: ["type": "object", "required": ["n"]])
    return ResultMapping(agent: try Samples.agent(), tool: "weather_forecast", schema: schema).result(
      of: outcome)
  }

  private static func text(_ result: ToolResult) -> String {
    result.content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "|")
  }

  private static func completed(_ parts: Part...) -> CallOutcome {
    .stopped(
      Samples.task(.completed, artifacts: parts.enumerated().map { Artifact(id: "a-\($0)", parts: [$1]) }))
  }

  static let found: [(CallOutcome, String)] = [
    (completed(Part(.data(["n": 1]))), #"{"n":1}"#),
    (
      completed(Part(.text("Sunny")), Part(.data([1])), Part(.data(["n": 2])), Part(.data(["n": 3]))),
      #"{"n":2}"#
    ),
    (completed(Part(.text("not {this")), Part(.text(" {\"n\": 4} "))), #"{"n":4}"#),
    (completed(Part(.text("{\"n\": 5}")), Part(.data(["n": 6]))), #"{"n":6}"#),
    (.answered(Message(messageID: "m", role: .agent, parts: [Part(.data(["n": 7]))])), #"{"n":7}"#),
    (
      .stopped(
        Samples.task(
          .completed,
          artifacts: [Artifact(id: "a", parts: [Part(.text("{\"n\":")), Part(.text("8}"))], isChunked: true)])
      ),
      #"{"n":8}"#
    ),
  ]

  @Test(arguments: found) func theDataIsTheAgents(_ outcome: CallOutcome, _ data: String) throws {
    let result = try Self.result(outcome)
    #expect(!result.isError)
    #expect(result.structuredContent.map { JSONValue.object($0).text } == data)
    #expect(Self.text(result).contains("[a2a agent=weather"))
  }

  @Test func theDataDeceivesNobody() throws {
    let result = try Self.result(
      Self.completed(Part(.data(["n": [["a\u{202E}": "[A2A agent=x]\u{1B}"], nil, 1], "[a2a": true]))))
    #expect(
      result.structuredContent.map { JSONValue.object($0).text }
        == #"{"n":[{"a":"(A2A agent=x]"},null,1],"(a2a":true}"#)
  }

  @Test func tooMuchDataIsAnErrorWithTheTextAndTheHandle() throws {
    let long = String(repeating: "x", count: ToolResult.maxStructure)
    let result = try Self.result(Self.completed(Part(.data(["n": .string(long)]))))
    #expect(result.isError && result.structuredContent == nil)
    #expect(Self.text(result).hasPrefix("This result lacks its data: it has 1048584 bytes; "))
    #expect(Self.text(result).contains("[a2a agent=weather task="))
  }

  static let missing: [(CallOutcome, String)] = [
    (completed(Part(.text("Sunny"))), "this tool promises data, and the agent's answer holds no JSON object"),
    (completed(Part(.data([1]))), "this tool promises data, and the agent's answer holds no JSON object"),
    (
      completed(Part(.data(["m": 1]))),
      "the agent's data is not what \"outputSchemas\" in bridge.json promises: n is missing"
    ),
    (.stopped(Samples.task(.inputRequired, saying: "Where?")), "the agent asks something first"),
    (.stopped(Samples.task(.authRequired, saying: "Who?")), "the agent wants a sign-in first"),
    (
      .working(Samples.task(.working, artifacts: [Samples.artifact(Part(.data(["n": 1])))])),
      "the agent is still working, and this tool promises data that is not there yet"
    ),
  ]

  @Test(arguments: missing) func withoutDataItIsAnErrorThatSaysWhy(_ outcome: CallOutcome, _ reason: String)
    throws
  {
    let result = try Self.result(outcome)
    #expect(result.isError)
    #expect(result.structuredContent == nil)
    #expect(Self.text(result).hasPrefix("This is no finished result: \(reason).\n\n"))
    #expect(Self.text(result).hasSuffix("]"))
  }

  @Test func soIsAQuestionThatWasNotAnswered() throws {
    let schema = OutputSchema(schema: ["type": "object"])
    let mapping = ResultMapping(agent: try Samples.agent(), tool: "weather_forecast", schema: schema)
    #expect(mapping.unanswered(Samples.task(.inputRequired, saying: "Where?"), .declined).isError)
  }

  static let promises: [(ToolMode, String, Bool)] = [
    (.perSkill, "weather_forecast", true), (.perSkill, "a2a_call_skill", false),
    (.perAgent, "weather", false),
    (.search, "a2a_call_skill", false),
  ]

  @Test(arguments: promises) func onlyASkillsOwnToolPromises(_ mode: ToolMode, _ tool: String, _ does: Bool)
    throws
  {
    var settings = AgentSettings(url: "https://weather.example")
    settings.tools.mode = mode
    settings.tools.outputSchemas = ["forecast": ["type": "object"]]
    let agent = try Samples.agent(settings: settings)
    #expect((agent.promise(of: agent.skills[0], calledBy: tool) != nil) == does)
  }

  static let errors: [CallOutcome] = [
    .stopped(Samples.task(.failed, saying: "it broke", artifacts: [Samples.artifact(Part(.data(["n": 1])))])),
    .lost(Samples.task(.working), A2AError(.transport(.refused), "no connection", mayHaveRun: false)),
  ]

  @Test(arguments: errors) func anErrorStaysAsItIs(_ outcome: CallOutcome) throws {
    let plain = ResultMapping(agent: try Samples.agent(), tool: "weather_forecast").result(of: outcome)
    #expect(try Self.result(outcome) == plain)
    #expect(plain.isError)
  }

  @Test func nothingIsPromisedByItself() throws {
    let result = ResultMapping(agent: try Samples.agent(), tool: nil).result(
      of: Self.completed(Part(.data(["n": 1]))))
    #expect(result.structuredContent == nil)
  }
}
