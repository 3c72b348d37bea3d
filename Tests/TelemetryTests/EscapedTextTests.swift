import Telemetry
import Testing

private func escaped(_ text: String, _ style: EscapedText.Style, limit: Int = 10_000) -> String {
  var output: [UInt8] = []
  EscapedText.append(text, style: style, limit: limit, to: &output)
  return String(decoding: output, as: UTF8.self)
}

struct EscapedTextTests {
  @Test(arguments: [
    ("plain words, 1=2", "plain words, 1=2", "plain words, 1=2"),
    ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc", "a\\nb\\r\\n\\tc"),
    ("\u{1B}[31mred", "\\u{1B}[31mred", "\\u001b[31mred"),
    ("\u{7}\u{0}\u{7F}\u{9B}", "\\u{7}\\u{0}\\u{7F}\\u{9B}", "\\u0007\\u0000\\u007f\\u009b"),
    ("\u{202E}abc\u{2066}", "\\u{202E}abc\\u{2066}", "\\u202eabc\\u2066"),
    ("\u{200B}\u{FEFF}\u{2028}", "\\u{200B}\\u{FEFF}\\u{2028}", "\\u200b\\ufeff\\u2028"),
    ("\u{E0041}\u{FE0F}", "\\u{E0041}\\u{FE0F}", "\\udb40\\udc41\\ufe0f"),
    ("Grüße 日本 😀", "Grüße 日本 😀", "Grüße 日本 😀"),
    ("say \"hi\" \\", "say \"hi\" \\", "say \\\"hi\\\" \\\\"),
  ])
  func escapesWhatIsUnsafe(_ text: String, _ plain: String, _ json: String) {
    #expect(escaped(text, .plain) == plain)
    #expect(escaped(text, .json) == json)
  }

  @Test func quotedEscapesQuotesAndBackslashes() {
    #expect(escaped("say \"hi\" \\\n", .quoted) == "say \\\"hi\\\" \\\\\\n")
  }

  /// Nothing in any of the 1.1 million scalars gets a control, a mark or a line end into the output.
  @Test func coversEveryScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if !scalar.isUnsafeInText && value >= 0x80 { continue }
      let text = String(Character(scalar))
      for style in [EscapedText.Style.plain, .json] {
        var output: [UInt8] = []
        EscapedText.append(text, style: style, limit: 100, to: &output)
        guard output.contains(where: { $0 < 0x20 || $0 > 0x7E }) else { continue }
        Issue.record("U+\(String(value, radix: 16)) passes as \(style)")
      }
    }
  }

  @Test(arguments: [EscapedText.Style.plain, .json], 0...24)
  func keepsItsLimitAndWholeCharacters(_ style: EscapedText.Style, _ limit: Int) {
    let text = "aé\n日😀\u{1B}bc"
    let whole = escaped(text, style)
    let cut = escaped(text, style, limit: limit)
    #expect(cut.utf8.count <= limit)
    #expect(!cut.unicodeScalars.contains("\u{FFFD}"))
    if whole.utf8.count <= limit {
      #expect(cut == whole)
    } else if limit >= 3 {
      #expect(cut.hasSuffix("…") && whole.hasPrefix(cut.dropLast()))
    } else {
      #expect(cut == "")
    }
  }

  @Test func quotesForSentences() {
    #expect(EscapedText.quoting("re\u{1B}try") == "\"re\\u{1B}try\"")
    #expect(EscapedText.quoting("abcdefgh", limit: 6) == "\"abc…\"")
  }
}
