import JSON
import Testing

@Suite struct JSONValueTests {
  @Test func `literals are written like JSON`() throws {
    let name = "world"
    let value: JSONValue = [
      "null": nil, "yes": true, "int": -3, "text": "hello", "joined": "hello \(name)",
      "list": [1, "two", [], [:]],
    ]
    let document =
      #"{"null":null,"yes":true,"int":-3,"text":"hello","joined":"hello world","list":[1,"two",[],{}]}"#
    #expect(value.text == document)
    #expect(try parsed(document) == value)
    #expect("\(value)" == document)
    #expect([JSONValue(1), JSONValue("a"), JSONValue(false)] == [1, "a", false])
  }

  @Test(
    arguments: [
      (.null, "null"), (.bool(true), "a boolean"), (1, "a number"), ("", "a string"), ([], "an array"),
      ([:], "an object"),
    ] as [(JSONValue, String)])
  func `each kind has its name and its one accessor`(value: JSONValue, kind: String) {
    #expect(value.kind == kind)
    #expect(value.isNull == (kind == "null"))
    #expect((value.bool != nil) == (kind == "a boolean"))
    #expect((value.int != nil) == (kind == "a number"))
    #expect((value.double != nil) == (kind == "a number"))
    #expect((value.string != nil) == (kind == "a string"))
    #expect((value.array != nil) == (kind == "an array"))
    #expect((value.object != nil) == (kind == "an object"))
  }

  @Test func `members are found in objects only`() {
    let value: JSONValue = ["a": ["b": [1]]]
    #expect(value["a"]?["b"] == [1])
    #expect(value["a"]?["c"] == nil)
    #expect(value["a"]?["b"]?["c"] == nil)
    #expect(JSONValue.null["a"] == nil)
  }

  @Test func `different kinds and values are different`() {
    let values: [JSONValue] = [
      nil, true, false, 0, 1, "", "1", "true", [], [0], [[]], [:], ["a": 0], ["a": []], ["b": 0], "\u{E9}",
      "e\u{301}",
    ]
    for (index, value) in values.enumerated() {
      #expect(values.firstIndex(of: value) == index)
    }
    #expect(Set(values).count == values.count)
  }

  @Test func `writing appends to what is there`() {
    var output = Array("data: ".utf8)
    (["a": [1]] as JSONValue).write(to: &output)
    (["b": 2] as JSONObject).write(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == #"data: {"a":[1]}{"b":2}"#)
  }
}
