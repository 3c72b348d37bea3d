import JSON
import Testing

@Suite struct StringTests {
  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC\uFFFF""#, "Aé€\u{FFFF}"),
    (#""\u0000""#, "\u{0}"), (#""\ud834\udd1e""#, "𝄞"), (#""\uD834\uDD1E!""#, "𝄞!"),
    (#""\udbff\udfff""#, "\u{10FFFF}"),
    (#""\ud800\udc00""#, "\u{10000}"), (#""é\n𝄞""#, "é\n𝄞"), (#""\\u0041""#, "\\u0041"),
    (#""a\u0022b""#, "a\"b"),
  ])
  func `escapes stand for their characters`(document: String, string: String) throws {
    #expect(try parsed(document) == .string(string))
  }

  @Test(arguments: [
    (#""\ud800""#, "\u{FFFD}"), (#""\udc00""#, "\u{FFFD}"), (#""\ud800x""#, "\u{FFFD}x"),
    (#""\ud800\n""#, "\u{FFFD}\n"),
    (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud800\ud800\udc00""#, "\u{FFFD}\u{10000}"),
    (#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}"), (#""a\udfffb""#, "a\u{FFFD}b"),
  ])
  func `half a surrogate pair becomes the replacement character`(document: String, string: String) throws {
    #expect(try parsed(document) == .string(string))
  }

  @Test(arguments: [
    (#""\x""#, JSONSyntaxError.Reason.invalidEscape, 1), (#""ab\'""#, .invalidEscape, 3),
    (#""\U0041""#, .invalidEscape, 1),
    (#""\u""#, .invalidEscape, 1), (#""\u004""#, .invalidEscape, 1), (#""\u004g""#, .invalidEscape, 1),
    (#""\u+041""#, .invalidEscape, 1), (#""\u 041""#, .invalidEscape, 1), (#""\u００41""#, .invalidEscape, 1),
    (#""\ud800\u00""#, .invalidEscape, 7), (#""\ud800\x""#, .invalidEscape, 7), (#""\"#, .unexpectedEnd, 2),
    (#""\""#, .unexpectedEnd, 3), (#""\u00"#, .invalidEscape, 1), ("\"\\\n\"", .invalidEscape, 1),
    ("\"\\é\"", .invalidEscape, 1),
    ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1), ("\"\u{0}\"", .controlCharacter, 1),
    ("\"\\n\u{1F}\"", .controlCharacter, 3), ("{\"a\nb\":1}", .controlCharacter, 3),
  ])
  func `broken escapes and bare control characters are refused`(
    document: String, reason: JSONSyntaxError.Reason, offset: Int
  ) {
    #expect(refusal(document) == JSONSyntaxError(reason, offset: offset))
  }

  @Test(arguments: [
    ("\"", "\\\""), ("\\", "\\\\"), ("\u{8}", "\\b"), ("\t", "\\t"), ("\n", "\\n"), ("\u{C}", "\\f"),
    ("\r", "\\r"),
    ("\u{0}", "\\u0000"), ("\u{B}", "\\u000b"), ("\u{1F}", "\\u001f"), ("\u{7F}", "\u{7F}"), ("/", "/"),
    ("é", "é"),
    ("\u{2028}", "\u{2028}"), (" ", " "), ("!", "!"), ("#", "#"), ("[", "["), ("]", "]"), ("𝄞", "𝄞"),
  ])
  func `only what must be escaped is, at every position of a word`(character: String, written: String) throws
  {
    for before in 0..<18 {
      for after in [0, 1, 9] {
        let (left, right) = (String(repeating: "l", count: before), String(repeating: "r", count: after))
        let value = JSONValue.string(left + character + right)
        #expect(value.text == "\"\(left)\(written)\(right)\"")
        #expect(try JSONValue(parsing: value.serialized()) == value)
      }
    }
  }

  @Test func `every byte below the space is escaped and read back`() throws {
    for byte in UInt8(0)..<0x20 {
      let value = JSONValue.string(String(Unicode.Scalar(byte)))
      #expect(value.serialized().allSatisfy { $0 >= 0x20 })
      #expect(try JSONValue(parsing: value.serialized()) == value)
    }
  }

  @Test func `megabytes of text survive`() throws {
    let text = String(repeating: "QUJDREVG", count: 1 << 17)
    let value: JSONValue = ["data": .string(text), "lines": .string(text + "\n" + text)]
    #expect(try JSONValue(parsing: value.serialized()) == value)
  }

  /// Strings that are put together in pieces, cut where a piece may end inside a character or beside an escape.
  @Test(arguments: ["x", "é", "天", "😀"], [0, 1, 2, 3, 4, 5])
  func `long strings with escapes are the same as short ones`(character: String, shift: Int) throws {
    let plain = String(repeating: "y", count: shift) + String(repeating: character, count: 50_000)
    for (escaped, meant) in [
      ("\\n" + plain, "\n" + plain), (plain + "\\\"", plain + "\""),
      (plain + "\\u00e9" + plain, plain + "é" + plain),
      (String(repeating: "\\ud83d\\ude00", count: 40_000), String(repeating: "😀", count: 40_000)),
    ] {
      #expect(try parsed("[\"\(escaped)\",1]") == [.string(meant), 1])
    }
  }

  @Test func `a long string that never ends is refused at its end`() {
    let text = "\"\\n" + String(repeating: "x", count: 200_000)
    #expect(refusal(text) == JSONSyntaxError(.unexpectedEnd, offset: text.utf8.count))
  }
}
