import JSON
import Testing

struct IndentedTests {
  @Test(
    arguments: [
      ("5", "5"), ("[]", "[]"), ("{}", "{}"), ("[[],{}]", "[\n  [],\n  {}\n]"),
      (#"{"a":[1,"x\n"],"b":null}"#, "{\n  \"a\": [\n    1,\n    \"x\\n\"\n  ],\n  \"b\": null\n}"),
    ] as [(String, String)])
  func peopleGetALineForEachThing(_ text: String, _ expected: String) throws {
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(value.indentedText == expected)
    #expect(try JSONValue(parsing: Array(value.indentedText.utf8)) == value)
  }
}
