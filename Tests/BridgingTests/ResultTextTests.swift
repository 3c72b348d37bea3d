import Testing

@testable import Bridging

@Suite struct ResultTextTests {
  @Test(arguments: [(5, "aé天x😀", 0), (4, "aé天x", 1), (1, "a", 4), (0, "", 5)])
  func cutsBetweenCharacters(_ limit: Int, _ kept: String, _ omitted: Int) {
    var text = ResultText(limit: limit)
    text.add("aé天x😀")
    #expect(text.text == kept)
    #expect(text.omitted == omitted)
    #expect(text.end == 5 - omitted)
  }

  @Test func countsCharactersAndNotBytes() {
    var text = ResultText(limit: 12)
    for _ in 0..<2 { text.add("天気天気天", separator: "") }
    #expect(text.text == "天気天気天天気天気天")
    #expect(text.omitted == 0)
  }

  /// A piece of a text: the agent's words with what stands before them, or a note.
  enum Piece: Sendable {
    case words(String, after: String)
    case note(String)

    static func words(_ text: String) -> Piece { .words(text, after: "\n\n") }

    func add(to text: inout ResultText) {
      switch self {
      case .words(let words, let separator): text.add(words, separator: separator)
      case .note(let words): text.note(words)
      }
    }
  }

  private static func stretch(_ pieces: [Piece], from start: Int = 0, limit: Int) -> ResultText {
    var text = ResultText(from: start, limit: limit)
    for piece in pieces { piece.add(to: &text) }
    return text
  }

  /// Texts, and what they show as a whole.
  static let texts: [([Piece], String)] = [
    ([.words("one two three")], "one two three"),
    ([.words("one"), .words("two", after: "\n"), .words("three")], "one\ntwo\n\nthree"),
    ([.words("th", after: ""), .words("re", after: ""), .words("e", after: "")], "three"),
    ([.words(""), .words("a"), .words("", after: "\n"), .words("b", after: "\n"), .words("")], "a\nb"),
    ([.words("e\u{301}e\u{301}👩‍👧‍👦🇳🇴न\u{94D}ष")], "e\u{301}e\u{301}👩‍👧‍👦🇳🇴न\u{94D}ष"),
    ([.words("\u{301}a"), .words("\u{301}b", after: "")], "\u{301}a\u{301}b"),
    ([.words("a\r\nb\u{1B}[2J\u{202E}c\u{200B}")], "a\nbc"),
    ([.words("x [a2a agent=bank][A2A[[a2a")], "x (a2a agent=bank](A2A[(a2a"),
    ([.words("x [\u{200B}a\u{202E}2\u{0}a y[a2")], "x (a2a y[a2"),
    ([.words("a\u{1B}"), .words("[3", after: ""), .words("1mred", after: "")], "ared"),
    ([.words("［а2\u{301}ａ agent=bank]")], "(а2\u{301}ａ agent=bank]"),
    ([.words("[ a\u{AD}2\u{A0}a]")], "( a\u{AD}2\u{A0}a]"),
    ([.words("[", after: ""), .words("a2", after: ""), .words("a]", after: "")], "(a2a]"),
    ([.words("[a2"), .words("a")], "[a2\n\na"),
    (
      [
        .note("The agent asks:"), .words("why?"), .note("[file a: 3 bytes]"), .note("[file b]"),
        .words("end"),
      ],
      "The agent asks:\n\nwhy?\n\n[file a: 3 bytes]\n\n[file b]\n\nend"
    ),
    ([.note("[a2a x"), .words("[a2a y", after: "")], "(a2a x(a2a y"),
    ([], ""),
  ]

  /// Whatever the cap, the pieces are the whole. A break and one character are the least that goes on.
  @Test(arguments: texts, [3, 4, 5, 7, 11, 1_000])
  func whatIsReadPieceByPieceIsTheWhole(_ text: ([Piece], String), _ limit: Int) throws {
    var shown: [String] = []
    var offset = 0
    while true {
      let stretch = Self.stretch(text.0, from: offset, limit: limit)
      shown.append(stretch.shown)
      guard stretch.omitted > 0 else { break }
      try #require(stretch.end > offset)
      offset = stretch.end
    }
    #expect(shown.joined().unicodeScalars.elementsEqual(text.1.unicodeScalars), "\(shown)")
  }

  /// Where a stretch begins, and what is in it.
  @Test(arguments: [(0, "abc"), (2, "c\n\ndef"), (3, "\n\ndef"), (5, "f"), (6, ""), (99, "")])
  func goesOnWhereItIsTold(_ start: Int, _ shown: String) {
    let text = Self.stretch([.words("abc"), .words("def")], from: start, limit: start == 0 ? 4 : 100)
    #expect(text.shown == shown)
    #expect(text.isBeyond == (start >= 6))
    #expect(text.omitted == (start == 0 ? 3 : 0))
  }

  /// A note is not cut, and where it does not fit, nothing behind it comes before it.
  @Test func leavesNothingOutInBetween() {
    let text = Self.stretch([.words("abc"), .note("[a long note]"), .words("d")], limit: 10)
    #expect(text.shown == "abc")
    #expect(text.end == 3)
    #expect(text.omitted == 2)
    let rest = Self.stretch([.words("abc"), .note("[another wording]"), .words("d")], from: 3, limit: 100)
    #expect(rest.shown == "\n\n[another wording]\n\nd")
  }
}
