import JSON
import Testing

@Suite struct DepthTests {
  private static func nested(_ depth: Int, _ open: String, _ inner: String, _ close: String) -> String {
    String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
  }

  @Test(arguments: [1, 2, 127, 128, JSONLimits.deepest])
  func `as many levels as the limit are read and written, one more is refused`(limit: Int) throws {
    for (open, inner, close) in [("[", "", "]"), ("{\"a\":", "1", "}"), ("[{\"a\":", "[]", "}]")] {
      let levels = open.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
      let innerLevels = inner == "[]" ? 1 : 0
      guard (limit - innerLevels) % levels == 0 else { continue }
      let depth = (limit - innerLevels) / levels
      let document = Self.nested(depth, open, inner, close)
      #expect(try parsed(document, depth: limit).text == document)
      let deeper = "[" + document + "]"
      #expect(refusal(deeper, depth: limit)?.reason == .tooDeep(limit: limit))
    }
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":", " [ "])
  func `a hundred thousand levels are refused at the first one too many`(open: String) throws {
    let error = try #require(refusal(String(repeating: open, count: 100_000)))
    #expect(error.reason == .tooDeep(limit: 128))
    #expect(error.offset >= 128 && error.offset < 128 * 8)
  }

  @Test(arguments: [("[1,[2],{\"a\":3}]", 6), ("7", 1), ("[]", 1), ("[null,null]", 3)])
  func `as many values as the limit are read, one more is refused`(document: String, count: Int) throws {
    let bytes = Array(document.utf8)
    #expect(try JSONValue(parsing: bytes, limits: JSONLimits(values: count)).text == document)
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: bytes, limits: JSONLimits(values: count - 1))
    }
    #expect(error?.reason == .tooMany(limit: count - 1))
  }

  @Test func `a million values are the limit unless told otherwise`() {
    let document = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
    #expect(refusal(document)?.reason == .tooMany(limit: 1_000_000))
  }

  @Test func `the offset is that of the bracket`() {
    #expect(refusal("[[[]]]", depth: 2) == JSONSyntaxError(.tooDeep(limit: 2), offset: 2))
    #expect(refusal("{\"a\":[1,{}]}", depth: 2) == JSONSyntaxError(.tooDeep(limit: 2), offset: 8))
  }

  @Test func `depth counts what is open, not what was`() throws {
    let siblings = "[" + String(repeating: "[],{},", count: 1000) + "[]]"
    #expect(try parsed(siblings, depth: 2).array?.count == 2001)
    #expect(try parsed("1", depth: 0) == 1)
    #expect(refusal("[]", depth: 0)?.reason == .tooDeep(limit: 0))
  }

  @Test func `no limit is beyond what the stack holds`() {
    #expect(JSONLimits().depth == 128)
    #expect(JSONLimits(depth: .max).depth == JSONLimits.deepest)
    let document = String(repeating: "[", count: 100_000)
    #expect(refusal(document, depth: .max)?.reason == .tooDeep(limit: JSONLimits.deepest))
  }
}
