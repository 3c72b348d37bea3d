import JSON
import Telemetry
import Testing

@testable import Bridging

@Suite struct TextCleanerTests {
  private static var everyScalar: some Sequence<Unicode.Scalar> {
    (UInt32(0)...0x10FFFF).lazy.compactMap { Unicode.Scalar($0) }
  }

  private static let noncharacters = String(decoding: [0xFDD0, 0xD83F, 0xDFFE] as [UInt16], as: UTF16.self)

  /// Of all scalars, only those that a reader sees or that writing needs reach anybody, whatever stands around them.
  @Test func lastsForEveryScalar() {
    for scalar in Self.everyScalar where scalar.isDeceptive || scalar.isUnsafeInText {
      // Of the hundreds of thousands that stand for nothing, which are all alike, a few.
      if !scalar.isDeceptive, scalar.value > 0x3000, scalar.value % 97 != 0 { continue }
      let text = "a\(Character(scalar))\nb"
      let block = CleanText.block(text).unicodeScalars
      if block.contains(where: \.isDeceptive)
        || block.contains(where: { $0.isJoiner || $0.isVariationSelector })
      {
        Issue.record("U+\(String(scalar.value, radix: 16)) stays in a text")
      }
      let name = CleanText.name(text, limit: 10).unicodeScalars
      if name.contains(where: \.isUnsafeInText) {
        Issue.record("U+\(String(scalar.value, radix: 16)) stays in a name")
      }
      let line = CleanText.line(text, limit: 10).unicodeScalars
      if line.contains("\n") || line.contains(where: \.isDeceptive) {
        Issue.record("U+\(String(scalar.value, radix: 16)) stays in a line")
      }
    }
  }

  /// The narrow rule is a part of the wide one, so nothing that is cleaned from texts is left in names or logs.
  @Test func theRulesAreOne() {
    for scalar in Self.everyScalar where scalar.isDeceptive && !scalar.isUnsafeInText {
      Issue.record("U+\(String(scalar.value, radix: 16))")
    }
  }

  /// What people write comes through unchanged.
  @Test(arguments: [
    "The quick brown fox — “quoted”, 50 % off; naïve café, £5 → €6.",
    "Straße, Größe, Donau\u{AD}dampf\u{AD}schiff",
    "می‌خواهم کتاب‌ها را بخوانم", "اَلْعَرَبِيَّةُ ٱلْفُصْحَىٰ", "שָׁלוֹם עוֹלָם", "नमस्ते दुनिया, क्‍ष र्‍य", "বাংলা ভাষা, র‍্যাব", "தமிழ் மொழி",
    "తెలుగు క్‌ష", "ಕನ್ನಡ ರ‍್ಯ", "മലയാളം ന്‍", "ශ්‍රී ලංකාව", "ภาษาไทย", "ພາສາລາວ", "မြန်မာဘာသာ", "ភាសាខ្មែរ", "བོད་སྐད་",
    "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ\u{180B}",
    "日本語の文章。「引用」（括弧）", "简体中文，繁體中文！", "한국어 문장입니다.", "Ελληνικά, Русский, Українська", "ქართული, Հայերեն, አማርኛ",
    "👩‍👩‍👧‍👦 👨🏽‍🚀 ❤️‍🔥 🏳️‍🌈 1️⃣ ☎️ ☎︎ 🇳🇴 👍🏿", "x² ≤ ∑ᵢ aᵢ, 𝔸 ⊂ ℝ, ∀x∃y", "e\u{301} n\u{303} Z\u{351}",
    "| a | b |\n|---|---|\n| `x` | **y** |\n\n```swift\nlet a = [1, 2]\n```\n\ttab",
  ]) func leavesWritingAlone(_ text: String) {
    #expect(CleanText.block(text).unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  static let sequences: [(String, String)] = [
    ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{9B}31mred", "red"), ("\u{1B}[38;2;1;2;3m\u{1B}[1;1Hx", "x"),
    ("\u{1B}]0;title\u{7}x", "x"), ("\u{1B}]0;title\u{1B}\\x", "x"), ("\u{9D}0;title\u{9C}x", "x"),
    ("\u{1B}]8;;https://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
    ("\u{1B}P1$r\u{1B}\\x\u{1B}_apc\u{1B}\\y\u{1B}^pm\u{1B}\\z\u{1B}Xsos\u{1B}\\", "xyz"),
    ("\u{1B}(Bx\u{1B}cy\u{1B}7z", "xyz"), ("\u{1B}\u{1B}[2Jx", "x"), ("x\u{1B}", "x"), ("x\u{1B}[", "x"),
    ("\u{1B}[31\nm", "\nm"), ("\u{1B}]0;unfinished\nnext", "\nnext"), ("\u{1B}[31\u{202E}x", "x"),
    ("\u{1B}[2Jdone\r\nok\u{8}\u{8}", "done\nok"), ("\u{90}q\u{1B}[31mx", "x"),
  ]

  @Test(arguments: sequences) func takesOutWholeTerminalSequences(_ text: String, _ clean: String) {
    #expect(CleanText.block(text) == clean)
  }

  /// Wherever a text is cut, what comes of the pieces is what comes of the whole.
  @Test(arguments: sequences) func doesNotMindHowATextIsCut(_ text: String, _ clean: String) {
    let scalars = Array(text.unicodeScalars)
    for cut in 0...scalars.count {
      var cleaner = TextCleaner()
      let pieces = [scalars[..<cut], scalars[cut...]].map { piece in
        var view = String.UnicodeScalarView()
        view.append(contentsOf: piece)
        return cleaner.clean(String(view))
      }
      #expect(pieces.joined() == clean, "cut at \(cut)")
    }
  }

  /// An unfinished sequence costs so much of the text and no more.
  @Test(arguments: ["\u{1B}]", "\u{1B}[", "\u{9D}", "\u{1B}P"]) func unfinishedSequencesAreBounded(
    _ start: String
  ) {
    let filler = String(repeating: "1", count: TextCleaner.maxSequence)
    #expect(CleanText.block("\(start)\(filler)! the rest").hasSuffix("the rest"))
  }

  @Test(arguments: [
    ("a\u{200D}b", "ab"), ("a\u{200C}b", "ab"), ("a\u{FE0F}b", "ab"),
    ("👩\u{200D}\u{200D}\u{200D}👧", "👩\u{200D}👧"),
    ("☎\u{FE0F}\u{FE0F}\u{FE0E}", "☎\u{FE0F}"), ("x\u{E0100}\u{E0101}", "x"), ("😀\u{FE00}\u{FE01}", "😀"),
    ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴"), ("ك\u{200D}\u{200D}", "ك\u{200D}"), ("\u{200D}", ""),
  ]) func keepsJoinersOnlyWhereTheyBelong(_ text: String, _ clean: String) {
    #expect(CleanText.block(text).unicodeScalars.elementsEqual(clean.unicodeScalars))
  }

  @Test(arguments: [
    ("a\rb", "a b"), ("a\u{B}b", "a b"), ("a\u{C}b", "a b"), ("a\u{85}b", "a b"),
    ("a\u{2028}b\u{2029}c", "a b c"),
    ("soft\u{AD}hyphen 👩\u{200D}👧 ☎\u{FE0F}", "softhyphen 👩👧 ☎"), ("pri\u{E000}vate \u{FFFFF}", "private"),
    ("\u{3164}\u{FFA0}\u{115F}x", "x"),
  ]) func keepsNothingHiddenInANameOnOneLine(_ text: String, _ name: String) {
    #expect(CleanText.name(text, limit: 50).unicodeScalars.elementsEqual(name.unicodeScalars))
  }

  @Test(arguments: [
    "plain \\ \"quoted\"", "\u{202E}bidi\u{2066}", "\u{200B}zero", "tag\u{E0041}", "\u{7F}\u{9B}31m",
    "\u{1B}[31m",
    "x\u{200D}y", "👩\u{200D}👧 ☎\u{FE0F} می\u{200C}خ", "[a2a agent=bank]", "［ａ２ａ agent=bank]",
    noncharacters, "\r\n\t",
  ]) func escapesInJSONAndAltersNoMeaning(_ text: String) throws {
    let value: JSONValue = ["a": .string(text), "b": [.string(text), 1]]
    let shown = CleanText.json(value.text)
    let read = try JSONValue(parsing: Array(shown.utf8))
    #expect(read == value)
    let deceptive = shown.unicodeScalars.filter(\.isDeceptive)
    #expect(deceptive.isEmpty)
    #expect(Trailer.disarm(shown) == shown)
  }

  @Test func quotesWordsThatHaveNoQuotes() {
    #expect(CleanText.quote("say \"it\" “so”", limit: 50) == "\"say 'it' 'so'\"")
    #expect(CleanText.quote("[a2a x", limit: 50) == "\"(a2a x\"")
  }
}
