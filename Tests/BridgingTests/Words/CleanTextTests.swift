import Testing

@testable import Bridging

@Suite struct CleanTextTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("two\n lines\t here", "two lines here"), ("  trimmed  ", "trimmed"),
    ("\u{1B}[31mred\u{1B}[0m", "red"), ("a\u{202E}b\u{2066}c", "abc"), ("a\u{200B}b\u{FEFF}", "ab"),
    ("tag\u{E0041}\u{E0042}", "tag"), ("\u{0}\u{7F}\u{84}x", "x"), ("été 天気 👩‍👧", "été 天気 👩‍👧"), ("", ""),
  ]) func makesOneHonestLine(_ text: String, _ line: String) {
    #expect(CleanText.line(text, limit: 100) == line)
  }

  @Test(arguments: [(5, "abcd…"), (7, "abcdefg"), (1, "…")]) func cuts(_ limit: Int, _ line: String) {
    #expect(CleanText.line("abcdefg", limit: limit) == line)
  }

  @Test(arguments: [
    ("two\nlines\there", "two\nlines\there"), ("été 天気 👩‍👧 — ok", "été 天気 👩‍👧 — ok"),
    ("a\r\nb", "a\nb"), ("\u{1B}]0;title\u{7}x", "x"), ("a\u{202E}b\u{E0041}", "ab"),
    ("\u{85}x\u{2028}y", "xy"),
  ]) func keepsTheLinesOfABlock(_ text: String, _ block: String) {
    #expect(CleanText.block(text) == block)
  }
}
