import JSON
import Testing

@Suite struct ConfigurationDialectTests {
  @Test(arguments: [
    ("// first\n{\"a\": 1, // second\n}", "{\"a\":1}"), ("/**/[/*1*/1/***/,/*/*/2/* \n */,]//", "[1,2]"),
    ("[1,]", "[1]"),
    ("[1 , ]", "[1]"), ("{\"a\":[],}", "{\"a\":[]}"), ("1//", "1"), ("//\r\n1", "1"),
    ("{/* a */\"a\"/* b */:/* c */1/* d */}", "{\"a\":1}"),
    ("[\"// no comment\",\"/* none */\"]", "[\"// no comment\",\"/* none */\"]"), ("\u{FEFF}// a\n1", "1"),
    ("[[1,],]", "[[1]]"),
    ("[ // only\n]", "[]"), ("{ /* only */ }", "{}"),
  ])
  func `comments and trailing commas are read over`(document: String, compact: String) throws {
    #expect(try parsed(document, .configuration).text == compact)
    #expect(document == compact || refusal(document) != nil, "the strict dialect has neither")
  }

  @Test(arguments: [
    ("[,]", JSONSyntaxError.Reason.expected(.value), 1), ("{,}", .expected(.memberName), 1),
    ("[1,,]", .expected(.value), 3),
    ("{\"a\":1,,}", .expected(.memberName), 7), ("1,", .trailingContent, 1),
    ("/* open", .unterminatedComment, 0),
    ("[1 /* open ]", .unterminatedComment, 3), ("/*/", .unterminatedComment, 0), ("/", .expected(.value), 0),
    ("[1 / 2]", .expected(.commaOrBracket), 3), ("/ /1", .expected(.value), 0),
    ("// only", .unexpectedEnd, 7),
    ("{a:1}", .expected(.memberName), 1), ("['a']", .expected(.value), 1), ("# a\n1", .expected(.value), 0),
    ("01", .invalidNumber, 1),
  ])
  func `the rest of the grammar stays`(document: String, reason: JSONSyntaxError.Reason, offset: Int) {
    #expect(refusal(document, .configuration) == JSONSyntaxError(reason, offset: offset))
  }

  /// Enough members to be past the ones that are compared one by one.
  private static let many = (0..<40).map { "\"n\($0)\":\($0)" }.joined(separator: ",")

  @Test(arguments: [
    ("{\"a\":1,\"a\":2}", "a", 7), ("{\"a\":1, // one\n \"b\":1, \"a\":1}", "a", 23),
    ("{\"x\":{\"a\":1,\"\\u0061\":2}}", "a", 12),
    ("{\(many),\"n0\":1}", "n0", many.utf8.count + 2), ("{\(many),\"n39\":1}", "n39", many.utf8.count + 2),
    ("{\"\":1,\"\":1}", "", 6),
  ])
  func `a second member of the same name is refused`(document: String, name: String, offset: Int) {
    #expect(
      refusal(document, .configuration) == JSONSyntaxError(.duplicateMember(name: name), offset: offset))
  }

  @Test(arguments: [
    ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"), ("{\"a\":1,\"\\u0061\":{}}", "{\"a\":{}}"),
    ("{\"a\":1,\"a\":null}", "{\"a\":null}"),
    ("{\(many),\"n0\":true,\"n39\":true,\"n0\":0}", "{\(many.dropLast(2))true}"),
  ])
  func `of a peer's members of the same name the last value stands in the first place`(
    document: String, compact: String
  ) throws {
    #expect(try parsed(document).text == compact)
  }

  @Test(arguments: [JSONDialect.strict, .configuration])
  func `names are the same when their code points are`(dialect: JSONDialect) throws {
    // Swift calls both names equal, JSON does not; the second pair is as long as the first.
    let names = ["\u{E9}", "e\u{301}", "a\u{323}\u{307}", "a\u{307}\u{323}"]
    let few = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try parsed(few, dialect).object?.count == 4)
    let many = "{\(Self.many)," + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try parsed(many, dialect).object?.count == 44)
  }
}
