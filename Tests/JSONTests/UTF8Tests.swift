import JSON
import Testing

@Suite struct UTF8Tests {
  /// Bytes that are no UTF-8, and which of them is the first that is wrong.
  static let invalid: [(bytes: [UInt8], offset: Int)] = [
    // A continuation without a start.
    ([0x80], 0), ([0xBF], 0), ([0x61, 0xC3, 0xA9, 0xA9], 3),
    // Overlong.
    ([0xC0, 0x80], 0), ([0xC0, 0xAF], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x80, 0xAF], 0),
    ([0xE0, 0x9F, 0xBF], 0),
    ([0xF0, 0x80, 0x80, 0xAF], 0), ([0xF0, 0x8F, 0xBF, 0xBF], 0),
    // Surrogates.
    ([0xED, 0xA0, 0x80], 0), ([0xED, 0xBF, 0xBF], 0), ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], 0),
    // Beyond U+10FFFF.
    ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0xF8, 0x88, 0x80, 0x80, 0x80], 0),
    ([0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], 0), ([0xFE], 0), ([0xFF], 0), ([0x61, 0x62, 0xFF], 2),
    // Cut short.
    ([0xC3], 0), ([0xE2, 0x82], 0), ([0xF0, 0x9D, 0x84], 0), ([0xC3, 0x61], 0), ([0xE2, 0x82, 0x61], 0),
  ]

  @Test(arguments: invalid)
  func `bytes that are no UTF-8 are refused in strings, names and after escapes`(bytes: [UInt8], offset: Int)
  {
    func document(_ before: String, _ after: String) -> [UInt8] {
      Array(before.utf8) + bytes + Array(after.utf8)
    }
    for (before, after) in [
      ("\"", "\""), ("[\"a long enough text ", " and more of it\"]"), ("{\"", "\":1}"), ("\"\\n", "\\n\""),
      ("\"\\u00e9", ""),
    ] {
      let expected = JSONSyntaxError(.invalidUTF8, offset: before.utf8.count + offset)
      #expect(refusal(document(before, after)) == expected, "between \(before) and \(after)")
    }
  }

  @Test func `comments are UTF-8 too`() {
    #expect(
      refusal([0x2F, 0x2F, 0x20, 0xC3, 0x0A, 0x31], .configuration)
        == JSONSyntaxError(.invalidUTF8, offset: 3))
    #expect(refusal("// ä\n1 /* 𝄞 */", .configuration) == nil)
  }

  @Test(arguments: [
    "\u{80}", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}", "\u{FEFF}",
    "\u{0}",
    "e\u{301}", "👩‍👩‍👧‍👦", "\u{7F}",
  ])
  func `every code point survives, in any position of a word`(text: String) throws {
    for padding in 0..<9 {
      let string = String(repeating: "x", count: padding) + text + "y"
      let value = JSONValue.string(string)
      #expect(
        try JSONValue(parsing: value.serialized()).string?.unicodeScalars.elementsEqual(string.unicodeScalars)
          == true)
    }
  }
}
