import JSON
import Testing

@testable import MCP

@Suite("Forms")
struct ElicitationFormTests {
  private static func properties(_ json: String) -> String { #"{"properties":{\#(json)}}"# }

  private static func word(_ length: Int) -> String { String(repeating: "x", count: length) }

  private static func fields(_ count: Int, required: Int) -> String {
    let properties = (0..<count).map { #""p\#($0)":{"type":"boolean"}"# }.joined(separator: ",")
    let names = (count - required..<count).map { #""p\#($0)""# }.joined(separator: ",")
    return #"{"properties":{\#(properties)},"required":[\#(names)]}"#
  }

  /// A schema, and the properties that clients of 2026-07-28 are shown; nil if it makes no form.
  static let cuts: [(schema: String, shown: String?)] = [
    // Kinds
    (properties(#""a":{"type":"string"}"#), #"{"a":{"type":"string"}}"#),
    (
      properties(
        #""a":{"type":"string","title":"A","description":"b","format":"email","minLength":1,"maxLength":9}"#),
      #"{"a":{"type":"string","title":"A","description":"b","minLength":1,"maxLength":9,"format":"email"}}"#
    ),
    (
      properties(#""a":{"type":"string","format":"uuid","pattern":"x","default":"y"}"#),
      #"{"a":{"type":"string"}}"#
    ),
    (properties(#""a":{"type":"string","minLength":5,"maxLength":2}"#), #"{"a":{"type":"string"}}"#),
    (properties(#""a":{"type":"string","minLength":-1,"maxLength":0.5}"#), #"{"a":{"type":"string"}}"#),
    (
      properties(#""a":{"type":"integer","minimum":1,"maximum":1e2}"#),
      #"{"a":{"type":"integer","minimum":1,"maximum":100}}"#
    ),
    (
      properties(#""a":{"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":10.5}"#),
      #"{"a":{"type":"integer","minimum":1,"maximum":10}}"#
    ),
    (
      properties(#""a":{"type":"number","minimum":0.5,"exclusiveMaximum":3,"multipleOf":2}"#),
      #"{"a":{"type":"number","minimum":0.5}}"#
    ),
    (properties(#""a":{"type":"number","minimum":1e999}"#), #"{"a":{"type":"number"}}"#),
    (properties(#""a":{"type":"number","minimum":2,"maximum":1}"#), #"{"a":{"type":"number"}}"#),
    (properties(#""a":{"type":"boolean"}"#), #"{"a":{"type":"boolean"}}"#),
    (properties(#""a":{"enum":["x","y","x"]}"#), #"{"a":{"type":"string","enum":["x","y"]}}"#),
    (
      properties(#""a":{"type":"string","enum":["x","y"],"enumNames":["X","Y"]}"#),
      #"{"a":{"type":"string","oneOf":[{"const":"x","title":"X"},{"const":"y","title":"Y"}]}}"#
    ),
    (
      properties(#""a":{"type":"string","enum":["x","y"],"enumNames":["X"]}"#),
      #"{"a":{"type":"string","enum":["x","y"]}}"#
    ),
    (
      properties(#""a":{"oneOf":[{"const":"x","title":"X"},{"const":"y"}]}"#),
      #"{"a":{"type":"string","oneOf":[{"const":"x","title":"X"},{"const":"y","title":"y"}]}}"#
    ),
    (properties(#""a":{"anyOf":[{"const":"x"}]}"#), #"{"a":{"type":"string","enum":["x"]}}"#),
    (properties(#""a":{"const":"x"}"#), #"{"a":{"type":"string","enum":["x"]}}"#),
    (
      properties(
        #""a":{"type":"array","title":"A","items":{"type":"string","enum":["x","y"]},"minItems":1}"#),
      #"{"a":{"type":"array","title":"A","items":{"type":"string","enum":["x","y"]}}}"#
    ),
    (
      properties(#""a":{"type":"array","items":{"anyOf":[{"const":"x","title":"X"}]}}"#),
      #"{"a":{"type":"array","items":{"anyOf":[{"const":"x","title":"X"}]}}}"#
    ),
    // What may be null
    (properties(#""a":{"type":["string","null"]}"#), #"{"a":{"type":"string"}}"#),
    (properties(#""a":{"type":["null","integer"]}"#), #"{"a":{"type":"integer"}}"#),
    (
      properties(#""a":{"title":"A","anyOf":[{"type":"string","title":"B","maxLength":3},{"type":"null"}]}"#),
      #"{"a":{"type":"string","title":"A","maxLength":3}}"#
    ),
    (properties(#""a":{"enum":["x",null]}"#), #"{"a":{"type":"string","enum":["x"]}}"#),
    (
      properties(#""a":{"oneOf":[{"const":"x"},{"const":"y"},{"type":"null"}]}"#),
      #"{"a":{"type":"string","enum":["x","y"]}}"#
    ),
    // What no field can hold
    (properties(#""a":{"type":"object","properties":{"b":{"type":"string"}}}"#), nil),
    (properties(#""a":{"type":"array","items":{"type":"string"}}"#), nil),
    (properties(#""a":{"type":"array"}"#), nil),
    (properties(#""a":{"type":["string","integer"]}"#), nil),
    (properties(#""a":{"type":"null"}"#), nil),
    (properties(#""a":{"enum":[1,2]}"#), nil),
    (properties(#""a":{"type":"integer","enum":[1,2]}"#), nil),
    (properties(#""a":{"enum":[]}"#), nil),
    (properties(#""a":{"enum":[""]}"#), nil),
    (properties(#""a":{"oneOf":[{"type":"string"},{"type":"integer"}]}"#), nil),
    (properties(#""a":{"$ref":"other.json"}"#), nil),
    (properties(#""a":true"#), nil),
    (properties(#""a":{"type":"string","format":"password"}"#), nil),
    (properties(#""a":{"type":"string","writeOnly":true}"#), nil),
    (properties("\"\":{\"type\":\"string\"}"), nil),
    (properties(#""a\u200bb":{"type":"string"}"#), nil),
    (properties(#""a\nb":{"type":"string"}"#), nil),
    // Of several
    (
      #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"object"},"c":{"type":"boolean"}},"required":["c"]}"#,
      #"{"a":{"type":"string"},"c":{"type":"boolean"}}"#
    ),
    (#"{"properties":{"a":{"type":"string"},"b":{"type":"object"}},"required":["b"]}"#, nil),
    (#"{"properties":{"a":{"type":"string"}},"required":["b"]}"#, nil),
    // No schemas of objects
    (#"{"properties":{}}"#, nil),
    (#"{"type":"object"}"#, nil),
    (#"{"type":"string","properties":{"a":{"type":"string"}}}"#, nil),
    (#"{"properties":[]}"#, nil),
    (#"[{"properties":{"a":{"type":"string"}}}]"#, nil),
    (#""properties""#, nil),
    ("null", nil),
    // Limits
    (properties(#""\#(word(100))":{"type":"boolean"}"#), #"{"\#(word(100))":{"type":"boolean"}}"#),
    (properties(#""\#(word(101))":{"type":"boolean"}"#), nil),
    (properties(#""a":{"enum":["\#(word(100))"]}"#), #"{"a":{"type":"string","enum":["\#(word(100))"]}}"#),
    (properties(#""a":{"enum":["\#(word(101))"]}"#), nil),
    (
      properties(#""a":{"type":"boolean","title":"\#(word(101))","description":"\#(word(501))"}"#),
      #"{"a":{"type":"boolean","title":"\#(word(100))","description":"\#(word(500))"}}"#
    ),
    (
      properties(#""a":{"type":"boolean","title":"a\u202e\u0007b\nc","description":" \u200b"}"#),
      #"{"a":{"type":"boolean","title":"ab c"}}"#
    ),
    (fields(21, required: 21), nil),
  ]

  @Test("are cut from schemas", arguments: cuts)
  func cutting(schema: String, shown: String?) throws {
    let form = ElicitationForm(cutting: try JSONValue(line: schema))
    #expect(form?.requestedSchema(for: .july2026)["properties"]?.text == shown)
  }

  @Test("have at most twenty fields, and the required ones first of all", arguments: [0, 1, 20])
  func limit(required: Int) throws {
    let schema = try JSONValue(line: Self.fields(25, required: required))
    let fields = try #require(ElicitationForm(cutting: schema)).fields
    let expected = Array(0..<(20 - required)) + Array((25 - required)..<25)
    #expect(fields.map(\.name) == expected.map { "p\($0)" })
    #expect(fields.count { $0.isRequired } == required)
  }

  @Test("have at most a hundred options", arguments: [100, 101])
  func options(count: Int) throws {
    let options = JSONValue.array((0..<count).map { .string("\($0)") })
    let form = ElicitationForm(cutting: ["properties": ["a": ["enum": options]]])
    #expect((form == nil) == (count > 100))
  }

  static let form = ElicitationForm([
    .init("name", .text(), title: "Name"),
    .init("size", .choice([.init("s", title: "Small"), .init("l")]), isRequired: false),
    .init("day", .choice([.init("mo"), .init("tu")])),
    .init("extras", .choices([.init("x", title: "X"), .init("y")]), description: "More", isRequired: false),
    .init("tags", .choices([.init("x"), .init("y")]), isRequired: false),
  ])

  static let june =
    #"{"message":"M","requestedSchema":{"type":"object","properties":{"name":{"type":"string","title":"Name"},"#
    + #""size":{"type":"string","enum":["s","l"],"enumNames":["Small","l"]},"day":{"type":"string","enum":["mo","tu"]},"#
    + #""extras":{"type":"string","description":"More\nAny of these, separated by commas: x (X), y"},"#
    + #""tags":{"type":"string","description":"Any of these, separated by commas: x, y"}},"required":["name","day"]}}"#
  static let later =
    #"{"mode":"form","message":"M","requestedSchema":{"type":"object","properties":{"name":{"type":"string","title":"Name"},"#
    + #""size":{"type":"string","oneOf":[{"const":"s","title":"Small"},{"const":"l","title":"l"}]},"#
    + #""day":{"type":"string","enum":["mo","tu"]},"#
    + #""extras":{"type":"array","description":"More","items":{"anyOf":[{"const":"x","title":"X"},{"const":"y","title":"y"}]}},"#
    + #""tags":{"type":"array","items":{"type":"string","enum":["x","y"]}}},"required":["name","day"]}}"#

  @Test(
    "are written as each version has them",
    arguments: [(ProtocolVersion.june2025, june), (.november2025, later), (.july2026, later)])
  func writing(version: ProtocolVersion, expected: String) {
    let params = Elicitation.form(message: "M", Self.form).params(for: version, id: "id")
    #expect(params.text == expected)
  }

  static let pages: [(ProtocolVersion, String)] = [
    (.november2025, #"{"mode":"url","message":"M","url":"https://a/b","elicitationId":"id"}"#),
    (.july2026, #"{"mode":"url","message":"M","url":"https://a/b"}"#),
  ]

  @Test("pages are written as each version has them", arguments: pages)
  func writingPages(version: ProtocolVersion, expected: String) {
    let params = Elicitation.page(message: "M", url: "https://a/b").params(for: version, id: "id")
    #expect(params.text == expected)
  }

  /// Of one required field `a`: its kind, what is filled in, and what is wrong with that.
  static let contents: [(ElicitationForm.Field.Kind, String, String?)] = [
    (.text(), #"{"a":"x","other":1}"#, nil),
    (.text(), "{}", "a: missing"),
    (.text(), #"{"a":1}"#, "a: expected a string"),
    (.text(minLength: 2, maxLength: 3), #"{"a":"éé"}"#, nil),
    (.text(minLength: 2, maxLength: 3), #"{"a":"x"}"#, "a: expected at least 2 characters"),
    (.text(minLength: 2, maxLength: 3), #"{"a":"xxxx"}"#, "a: expected at most 3 characters"),
    (.number(isInteger: true), #"{"a":1.0}"#, nil),
    (.number(isInteger: true), #"{"a":1.5}"#, "a: expected an integer"),
    (.number(isInteger: true), #"{"a":"1"}"#, "a: expected an integer"),
    (.number(isInteger: false), #"{"a":1.5}"#, nil),
    (.number(isInteger: false), #"{"a":true}"#, "a: expected a number"),
    (.number(isInteger: false, minimum: 1, maximum: 2.5), #"{"a":0.9}"#, "a: expected at least 1"),
    (.number(isInteger: false, minimum: 1, maximum: 2.5), #"{"a":2.6}"#, "a: expected at most 2.5"),
    (.boolean, #"{"a":false}"#, nil),
    (.boolean, #"{"a":"false"}"#, "a: expected a boolean"),
    (.choice([.init("x"), .init("y")]), #"{"a":"y"}"#, nil),
    (.choice([.init("x"), .init("y")]), #"{"a":"z"}"#, "a: expected one of its options"),
    (.choices([.init("x"), .init("y")]), #"{"a":["y","x"]}"#, nil),
    (.choices([.init("x"), .init("y")]), #"{"a":["z"]}"#, "a: expected some of its options"),
    (.choices([.init("x"), .init("y")]), #"{"a":"x"}"#, "a: expected some of its options"),
  ]

  @Test("say what is wrong with an answer", arguments: contents)
  func checking(kind: ElicitationForm.Field.Kind, content: String, problem: String?) throws {
    let content = try #require(JSONValue(line: content).object)
    #expect(ElicitationForm([.init("a", kind)]).problem(with: content) == problem)
    #expect(ElicitationForm([.init("b", kind, isRequired: false)]).problem(with: content) == nil)
  }

  @Test(
    "words written in place of a list become one",
    arguments: [
      (#""x, y""#, #"["x","y"]"#), (#""y""#, #"["y"]"#), (#""a,b""#, #"["a,b"]"#), (#""""#, "[]"),
      (#"["x"]"#, #"["x"]"#), ("1", "1"),
    ])
  func separating(written: String, expected: String) throws {
    let form = ElicitationForm([.init("a", .choices([.init("x"), .init("y"), .init("a,b")]))])
    let content: JSONObject = ["a": try JSONValue(line: written), "b": "x, y"]
    #expect(form.separatingChoices(of: content).text == #"{"a":\#(expected),"b":"x, y"}"#)
  }

  /// An `ElicitResult`, and what it says; nil if it is none.
  static let results: [(String, Elicitation.Answer?)] = [
    (
      #"{"action":"accept","content":{"a":"x","b":1.50,"c":true,"d":["y"],"e":[]}}"#,
      .accept(["a": "x", "b": .number(number), "c": true, "d": ["y"], "e": []])
    ),
    (#"{"action":"accept"}"#, .accept([:])),
    (#"{"action":"accept","content":{"a":null},"_meta":{}}"#, .accept([:])),
    (#"{"action":"decline"}"#, .decline),
    (#"{"action":"cancel","content":null}"#, .cancel),
    (#"{"action":"decline","content":7}"#, .decline),
    (#"{"action":"accept","content":[]}"#, nil),
    (#"{"action":"accept","content":{"a":{}}}"#, nil),
    (#"{"action":"accept","content":{"a":[1]}}"#, nil),
    (#"{"action":"accept","content":{"a":"\#(word(64 << 10))"}}"#, nil),
    (#"{"action":"ok"}"#, nil),
    (#"{"action":null}"#, nil),
    ("{}", nil),
    ("[]", nil),
    (#""accept""#, nil),
  ]

  private static var number: JSONNumber { JSONNumber(text: "1.50") ?? JSONNumber(0) }

  @Test("answers are read strictly", arguments: results)
  func reading(result: String, expected: Elicitation.Answer?) throws {
    let json = try JSONValue(line: result)
    #expect((try? Elicitation.Answer(json, at: .root)) == expected)
  }
}
