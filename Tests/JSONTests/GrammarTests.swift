import JSON
import Testing

@Suite struct GrammarTests {
  /// Documents whose text must come back byte for byte.
  static let compactDocuments = [
    "null", "true", "false", "0", "\"\"", "[]", "{}", "[[]]", "[{}]", "{\"a\":{}}", "[null,true,false]",
    "[1,[2,[3,[4]]],5]", "{\"\":0}", "{\"b\":1,\"a\":2,\"c\":[]}", "[[],[],{}]", "\"a/b\"",
    "\"ü€𝄞\u{7F}\u{2028}\"",
    "[\"\\\"\",\"\\\\\",\"\\b\\f\\n\\r\\t\",\"\\u0000\\u001f\"]", "{\"\\n\":\"\\u0001\"}",
    "{\"é\":1,\"e\u{301}\":2}",
    "[0,-0,1.0,1.50,1e2,1E2,1e+2,1e-2,-1.5E-10,0.0,0e0,-0.0]", "[9007199254740993,-9223372036854775809]",
    "[123456789012345678901234567890.123456789012345678901234567890e1000000]",
    "{\"jsonrpc\":\"2.0\",\"id\":18446744073709551616,\"params\":{\"x\":[1.0,{\"y\":\"z\"}]}}",
  ]

  @Test(arguments: compactDocuments)
  func `a compact document is written as it was read`(document: String) throws {
    let value = try parsed(document)
    #expect(value.text == document)
    #expect(String(decoding: value.serialized(), as: UTF8.self).utf8.elementsEqual(document.utf8))
  }

  @Test(arguments: [
    (" [1 , 2 ]\n", "[1,2]"), ("\t{ \"a\" :\r\n1 }\r\n", "{\"a\":1}"), ("[ ]", "[]"), ("{\n}", "{}"),
    (" \"\\u0041\\/\" ", "\"A/\""), ("\u{FEFF}[]", "[]"), ("\u{FEFF} 1", "1"), ("[ null ]", "[null]"),
  ])
  func `space and unneeded escapes are not kept`(document: String, compact: String) throws {
    #expect(try parsed(document).text == compact)
  }

  @Test(arguments: [
    ("", JSONSyntaxError.Reason.unexpectedEnd, 0), (" \n ", .unexpectedEnd, 3),
    ("\u{FEFF}", .unexpectedEnd, 3),
    ("\u{FEFF}\u{FEFF}1", .expected(.value), 3), ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
    ("[1,", .unexpectedEnd, 3), ("[1,]", .expected(.value), 3), ("[,1]", .expected(.value), 1),
    ("[1,,2]", .expected(.value), 3), ("[1 2]", .expected(.commaOrBracket), 3),
    ("[1}", .expected(.commaOrBracket), 2), ("[1:2]", .expected(.commaOrBracket), 2),
    ("]", .expected(.value), 0),
    ("[]]", .trailingContent, 2), ("{", .unexpectedEnd, 1), ("{\"a\"", .unexpectedEnd, 4),
    ("{\"a\":", .unexpectedEnd, 5), ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\":1,", .unexpectedEnd, 7),
    ("{\"a\":1,}", .expected(.memberName), 7), ("{,}", .expected(.memberName), 1),
    ("{a:1}", .expected(.memberName), 1), ("{'a':1}", .expected(.memberName), 1),
    ("{1:1}", .expected(.memberName), 1), ("{null:1}", .expected(.memberName), 1),
    ("{\"a\" 1}", .expected(.colon), 5), ("{\"a\",1}", .expected(.colon), 4),
    ("{\"a\"::1}", .expected(.value), 5), ("{\"a\":1 \"b\":2}", .expected(.commaOrBrace), 7),
    ("{\"a\":1]", .expected(.commaOrBrace), 6), ("{\"a\":}", .expected(.value), 5),
    ("{}}", .trailingContent, 2),
    ("tru", .expected(.value), 0), ("True", .expected(.value), 0), ("nul", .expected(.value), 0),
    ("[falsy]", .expected(.value), 1), ("truetrue", .trailingContent, 4), ("nullx", .trailingContent, 4),
    ("1 2", .trailingContent, 2), ("{}#", .trailingContent, 2), ("// a\n1", .expected(.value), 0),
    ("1/* a */", .trailingContent, 1), ("[1]\u{0}", .trailingContent, 3), ("\u{0}", .expected(.value), 0),
    ("\u{A0}1", .expected(.value), 0), ("[1,\u{2028}2]", .expected(.value), 3),
    ("\u{B}1", .expected(.value), 0),
    ("'a'", .expected(.value), 0), ("NaN", .expected(.value), 0), ("Infinity", .expected(.value), 0),
    ("[undefined]", .expected(.value), 1), ("<!doctype html>", .expected(.value), 0),
    ("\"a", .unexpectedEnd, 2),
    ("\"", .unexpectedEnd, 1), ("[\"a]", .unexpectedEnd, 4), ("a", .expected(.value), 0),
    ("\"a\" : 1", .trailingContent, 4), ("*", .expected(.value), 0), ("[é]", .expected(.value), 1),
  ])
  func `what breaks the grammar is refused where it does`(
    document: String, reason: JSONSyntaxError.Reason, offset: Int
  ) {
    #expect(refusal(document) == JSONSyntaxError(reason, offset: offset))
  }

  @Test(arguments: compactDocuments.filter { $0.hasPrefix("[") || $0.hasPrefix("{") || $0.hasPrefix("\"") })
  func `a document that ends too early is refused, wherever it ends`(document: String) {
    let bytes = Array(document.utf8)
    for count in 0..<bytes.count {
      let offset = refusal(Array(bytes.prefix(count)))?.offset
      #expect(offset.map { $0 <= count } == true, "\(count) bytes")
    }
  }

  @Test func `a slice is read like an array, and its offsets start at its first byte`() throws {
    let bytes = Array("data: [1,2]\n[1,x]".utf8)
    #expect(try JSONValue(parsing: bytes[6..<11]) == [1, 2])
    #expect(throws: JSONSyntaxError(.expected(.value), offset: 3)) { try JSONValue(parsing: bytes[12...]) }
    #expect(throws: JSONSyntaxError(.unexpectedEnd, offset: 3)) { try JSONValue(parsing: bytes[6..<9]) }
  }

  @Test(arguments: [
    (JSONSyntaxError(.unexpectedEnd, offset: 0), "the document ends too early at byte 0"),
    (JSONSyntaxError(.expected(.commaOrBrace), offset: 12), "expected a comma or } at byte 12"),
    (JSONSyntaxError(.tooDeep(limit: 128), offset: 128), "nested deeper than 128 levels at byte 128"),
    (JSONSyntaxError(.duplicateMember(name: "a\"b"), offset: 7), "duplicate member \"a\\\"b\" at byte 7"),
    (JSONSyntaxError(.invalidUTF8, offset: 3), "invalid UTF-8 at byte 3"),
    (JSONSyntaxError(.controlCharacter, offset: 3), "unescaped control character in a string at byte 3"),
    (JSONSyntaxError(.trailingContent, offset: 3), "unexpected content after the value at byte 3"),
  ])
  func `an error is one sentence with its offset`(error: JSONSyntaxError, sentence: String) {
    #expect("\(error)" == sentence)
  }
}
