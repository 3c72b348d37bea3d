import JSON
import Testing

/// A type with every way to read a member.
private struct Part: JSONReadable, Equatable {
  var kind: String
  var text: String?
  var size: Int?
  var metadata: JSONValue?

  init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    let fields = try JSONFields(json, at: path)
    kind = try fields.required("kind")
    guard ["text", "file"].contains(kind) else { throw fields.mismatch("kind", expected: "text or file") }
    text = try fields.optional("text")
    size = try fields.optional("size")
    metadata = fields["metadata"]
  }
}

private struct Artifact: JSONReadable {
  var parts: [Part]

  init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    parts = try JSONFields(json, at: path).required("parts")
  }
}

@Suite struct JSONFieldsTests {
  @Test(arguments: [
    (#"{"parts":[{"kind":"text"},{"kind":7}]}"#, "parts[1].kind: expected a string, found a number"),
    (#"{"parts":[{"kind":"text"},{}]}"#, "parts[1].kind: missing"),
    (#"{"parts":[{"kind":null}]}"#, "parts[0].kind: expected a string, found null"),
    (#"{"parts":[{"kind":"audio"}]}"#, "parts[0].kind: expected text or file, found a string"),
    (#"{"parts":[{"kind":"text","text":[]}]}"#, "parts[0].text: expected a string, found an array"),
    (#"{"parts":[{"kind":"text","size":"1"}]}"#, "parts[0].size: expected an integer, found a string"),
    (#"{"parts":[{"kind":"text","size":1.5}]}"#, "parts[0].size: expected an integer, found a number"),
    (#"{"parts":["text"]}"#, "parts[0]: expected an object, found a string"),
    (#"{"parts":{}}"#, "parts: expected an array, found an object"), ("{}", "parts: missing"),
    ("[]", "(root): expected an object, found an array"),
    ("true", "(root): expected an object, found a boolean"),
  ])
  func `an error says where, what was wanted and what was there`(document: String, sentence: String) throws {
    let json = try parsed(document)
    let error = #expect(throws: JSONMismatch.self) { try Artifact(json, at: .root) }
    #expect(error?.description == sentence)
    #expect(error?.isMissing == sentence.hasSuffix("missing"))
  }

  @Test func `an error starts at the path its reader was given`() throws {
    let path = JSONPath([.name("result"), .name("artifacts"), .index(2)])
    let error = #expect(throws: JSONMismatch.self) { try Artifact(["parts": [["kind": true]]], at: path) }
    #expect(
      error
        == JSONMismatch(
          path: JSONPath(path.steps + [.name("parts"), .index(0), .name("kind")]), expected: "a string",
          found: "a boolean"))
  }

  @Test func `null counts as absent where a member is optional`() throws {
    let fields = JSONFields(["text": nil, "size": 0, "raw": ["x": nil]] as JSONObject)
    #expect(fields["text"] == nil)
    #expect(try (fields.optional("text") as String?) == nil)
    #expect(try (fields.optional("none") as [Int]?) == nil)
    #expect(try (fields.optional("size") as Int?) == 0)
    #expect(fields["raw"] == ["x": nil])
    // Whoever takes any value takes null.
    #expect(try (fields.required("text") as JSONValue) == .null)
  }

  @Test func `each readable type takes its own kind`() throws {
    let object: JSONObject = [
      "s": "a", "b": false, "i": 3, "d": 2, "o": ["x": 1], "a": [[1], []], "v": "any",
    ]
    let fields = JSONFields(object)
    #expect(try fields.required("s") == "a")
    #expect(try fields.required("b") == false)
    #expect(try fields.required("i") == 3)
    #expect(try fields.required("d") == 2.0)
    #expect(try fields.required("i") == JSONNumber(3))
    #expect(try fields.required("o") == (["x": 1] as JSONObject))
    #expect(try fields.required("a") == [[1], [] as [Int]])
    #expect(try fields.required("v") == JSONValue("any"))
    #expect(throws: JSONMismatch.self) { try fields.required("s") as Bool }
    #expect(throws: JSONMismatch.self) { try fields.required("s") as Double }
    #expect(throws: JSONMismatch.self) { try fields.required("s") as JSONNumber }
    #expect(throws: JSONMismatch.self) { try fields.required("s") as JSONObject }
    #expect(throws: JSONMismatch.self) { try fields.required("s") as [String] }
  }

  @Test func `an integer may be spelled as any number`() throws {
    let fields = try JSONFields(parsed(#"{"a":1.0,"b":1e2,"big":1e30}"#))
    #expect(try fields.required("a") == 1)
    #expect(try fields.required("b") == 100)
    #expect(throws: JSONMismatch(path: fields.path(to: "big"), expected: "an integer", found: "a number")) {
      try fields.required("big") as Int
    }
  }
}
