/// Words in a card that read like instructions to the model which reads them.
///
/// A small table of patterns, not a judge: it catches what attacks on tools are made of, in whatever letters, and lets
/// pass what describes work. What an agent *answers* is not looked at: there, nothing tells an instruction from a text
/// about one.
enum Injection: String, CaseIterable, Sendable {
  case markup = "markup of instructions"
  case override = "setting aside what was said before"
  case role = "another role for its reader"
  case systemPrompt = "asking for the system prompt"
  case secrecy = "keeping something from the user"
  case files = "asking for private files"
  case tools = "directing the use of other tools"
  case link = "an address that carries data away"
  case blob = "a long encoded text"
  case credentials = "asking for secrets"
  case conversation = "asking for the conversation"
  case command = "a shell command"
  case comment = "a hidden comment"

  /// How much of a text is looked at; of descriptions and the like less is shown.
  static let maxScalars = 8_000
  /// How much of the words is shown to people who check.
  static let maxExcerpt = 120

  /// What was found, and where.
  struct Hit: Sendable, Hashable {
    let pattern: Injection
    /// The words around it, cleaned.
    let excerpt: String
  }

  /// The first of the patterns that `text` holds.
  static func hit(in text: String) -> Hit? {
    let scalars = text.unicodeScalars.prefix(maxScalars)
    guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
    let text = String(String.UnicodeScalarView(scalars))
    guard let pattern = pattern(in: text) else { return nil }
    return Hit(pattern: pattern, excerpt: CleanText.line(text, limit: maxExcerpt))
  }

  /// The same for a text of any length that is shown whole.
  static func hit(anywhereIn text: String) -> Hit? {
    guard text.utf8.count > maxScalars else { return hit(in: text) }
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      if let hit = hit(in: String(rest.prefix(maxScalars))) { return hit }
      rest = rest.dropFirst(maxScalars - overlap)
    }
    return nil
  }

  /// So much is looked at twice where a text is looked at in pieces.
  private static let overlap = 500

  private static func pattern(in text: String) -> Injection? {
    let folded = Lookalikes.folded(text.unicodeScalars, limit: maxScalars)
    if let sign = InjectionSigns.pattern(in: folded, text) { return sign }
    let sentences = FoldedSentence.all(in: folded)
    for sentence in sentences {
      if let pattern = InjectionPhrases.pattern(in: sentence.words) { return pattern }
    }
    // The same with digits for letters, and with words taken apart.
    for sentence in sentences {
      guard let plain = sentence.plain else { continue }
      if let pattern = InjectionPhrases.pattern(in: plain.words) { return pattern }
    }
    return nil
  }
}

/// The words of a sentence, in ASCII lower case.
struct FoldedSentence: Hashable {
  var words: [String]

  /// All sentences of a text. A word is letters, digits and what stands between them in names and paths.
  static func all(in folded: [UInt8]) -> [FoldedSentence] {
    folded.split { ends.contains($0) }.map { sentence in
      FoldedSentence(
        words: sentence.split { !isInWord($0) }.compactMap { word in
          let word = word.drop { $0 == 0x27 }
          return word.isEmpty ? nil : String(decoding: word.filter { $0 != 0x27 }, as: UTF8.self)
        })
    }
  }

  /// With letters for the digits in its words, and with what is spelt out, a letter a word, put together; nil when
  /// nothing of it is written so.
  var plain: FoldedSentence? {
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
    guard word.utf8.contains(where: { letters[$0] != nil }), word.utf8.contains(where: isLetter) else {
      return word
    }
    return String(decoding: word.utf8.map { letters[$0] ?? $0 }, as: UTF8.self)
  }

  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "0"): UInt8(ascii: "o"), UInt8(ascii: "1"): UInt8(ascii: "i"),
    UInt8(ascii: "3"): UInt8(ascii: "e"),
    UInt8(ascii: "4"): UInt8(ascii: "a"), UInt8(ascii: "5"): UInt8(ascii: "s"),
    UInt8(ascii: "7"): UInt8(ascii: "t"),
  ]

  private static let ends = Array(".;!?".utf8)

  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"), 0:
      true
    default: false
    }
  }
}
