import JSON
import JSONRPC
import Testing

@Suite struct RequestIDTests {
  @Test(arguments: [
    "0", "1", "-1", "-0", "9007199254740993", "18446744073709551616", "123456789012345678901234567890",
    "\"\"", "\"1\"", "\"a-ü\"",
    "\"\\n\"",
  ])
  func `strings and integers are echoed as they came`(text: String) throws {
    let id = try #require(try RequestID(JSONValue(parsing: Array(text.utf8))))
    #expect(id.json.text == text)
    #expect(id.description == text)
  }

  @Test(arguments: ["null", "true", "1.0", "1.5", "1e2", "1E0", "[]", "[1]", "{}", "{\"id\":1}"])
  func `nothing else is an id`(text: String) throws {
    #expect(try RequestID(JSONValue(parsing: Array(text.utf8))) == nil)
  }

  @Test func `ids are equal when kind and spelling are`() {
    let ids: [RequestID] = [1, "1", 2, "", RequestID(-1), RequestID("a"), "\u{E9}", "e\u{301}"]
    #expect(Set(ids).count == ids.count)
    #expect(RequestID(1) == 1 && RequestID("1") == "1")
    #expect((1 as RequestID).hashValue == RequestID(1).hashValue)
  }
}
