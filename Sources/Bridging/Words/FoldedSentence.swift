/// The words of a sentence, in ASCII lower case.
struct FoldedSentence: Hashable {
  var words: [String]

  /// A word is letters, digits and what stands between them in names and paths.
  init(_ folded: some Sequence<UInt8>) {
    words = folded.split { !Self.isInWord($0) }.compactMap { word in
      let word = word.drop { $0 == 0x27 }
      return word.isEmpty ? nil : String(decoding: word.filter { $0 != 0x27 }, as: UTF8.self)
    }
  }

  private init(words: [String]) { self.words = words }

  /// The sentences of a text. A full stop ends one only where no name goes on: `.env`, `a.example`.
  static func pieces(of folded: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    for index in folded.indices {
      switch folded[index] {
      case UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "?"): break
      case UInt8(ascii: ".") where index + 1 == folded.count || !isInWord(folded[index + 1]): break
      default: continue
      }
      if start < index { pieces.append(folded[start..<index]) }
      start = index + 1
    }
    if start < folded.count { pieces.append(folded[start...]) }
    return pieces
  }

  /// With letters for the digits in its words, and with what is spelt out, a letter a word, put together; nil when
  /// nothing of it is written so.
  var plain: FoldedSentence? {
    guard words.contains(where: { $0.utf8.count == 1 || Self.lettered($0) != $0 }) else { return nil }
    var plain: [String] = []
    var run = ""
    for word in words.map(Self.lettered) {
      if word.utf8.count == 1 {
        run += word
        continue
      }
      if !run.isEmpty { plain.append(run) }
      run = ""
      plain.append(word)
    }
    if !run.isEmpty { plain.append(run) }
    return plain == words ? nil : FoldedSentence(words: plain)
  }

  private static func lettered(_ word: String) -> String {
    guard word.utf8.contains(where: { lettered($0) != $0 }), word.utf8.contains(where: isLetter) else {
      return word
    }
    return String(decoding: word.utf8.map(lettered), as: UTF8.self)
  }

  private static func lettered(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0"): UInt8(ascii: "o")
    case UInt8(ascii: "1"): UInt8(ascii: "i")
    case UInt8(ascii: "3"): UInt8(ascii: "e")
    case UInt8(ascii: "4"): UInt8(ascii: "a")
    case UInt8(ascii: "5"): UInt8(ascii: "s")
    case UInt8(ascii: "7"): UInt8(ascii: "t")
    default: byte
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"), 0:
      true
    default: false
    }
  }
}
