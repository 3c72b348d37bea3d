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
    let isShort = text.utf8.count <= maxScalars
    let text = isShort ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(maxScalars)))
    guard let pattern = pattern(in: text) else { return nil }
    return Hit(pattern: pattern, excerpt: CleanText.line(text, limit: maxExcerpt))
  }

  /// The same for a text of any length that is shown whole.
  static func hit(anywhereIn text: String) -> Hit? {
    guard text.utf8.count > maxScalars else { return hit(in: text) }
    for reading in readings(of: text) {
      var rest = reading.unicodeScalars[...]
      while !rest.isEmpty {
        if let hit = hit(in: String(rest.prefix(maxScalars))) { return hit }
        rest = rest.dropFirst(maxScalars - overlap)
      }
    }
    return nil
  }

  /// So much is looked at twice where a text is looked at in pieces.
  private static let overlap = 500

  private static func pattern(in text: String) -> Injection? {
    for reading in readings(of: text) {
      if let pattern = pattern(in: reading.unicodeScalars, reading) { return pattern }
      // What is shown from right to left, a model reads letter by letter.
      guard text.unicodeScalars.contains("\u{202E}") else { continue }
      let turned = String(String.UnicodeScalarView(reading.unicodeScalars.reversed()))
      if let pattern = pattern(in: turned.unicodeScalars, turned) { return pattern }
    }
    return nil
  }

  /// The text itself and what may be shown of it: words that whole terminal sequences take apart stand together there.
  private static func readings(of text: String) -> [String] {
    guard text.utf8.contains(where: mayGo) else { return [text] }
    return CleanText.cleanings.reduce(into: [text]) { readings, cleaning in
      let reading = cleaning(text)
      if !readings.contains(reading) { readings.append(reading) }
    }
  }

  /// False for the bytes of text on which cleaning changes nothing but white space.
  private static func mayGo(_ byte: UInt8) -> Bool {
    byte > 0x7E || byte < 0x20 && !(0x09...0x0D ~= byte)
  }

  private static func pattern(in scalars: String.UnicodeScalarView, _ text: String) -> Injection? {
    let folded = Lookalikes.folded(scalars, limit: maxScalars)
    if let sign = InjectionSigns.pattern(in: folded, text) { return sign }
    let pieces = DefensiveWords.withoutExamples(FoldedSentence.pieces(of: folded), of: folded)
    let sentences = pieces.map { FoldedSentence($0) }
    for sentence in sentences {
      if let pattern = pattern(in: sentence, of: sentences) { return pattern }
      if let pattern = ForeignPhrases.pattern(in: sentence.words) { return pattern }
    }
    // The same with digits for letters, and with words taken apart.
    for sentence in sentences {
      guard let plain = sentence.plain else { continue }
      if let pattern = pattern(in: plain, of: sentences) { return pattern }
    }
    return ForeignPhrases.pattern(inScriptsOf: text)
  }

  private static func pattern(in sentence: FoldedSentence, of all: [FoldedSentence]) -> Injection? {
    let pattern = InjectionPhrases.pattern(in: sentence.words)
    guard pattern == .conversation, all.contains(where: DefensiveWords.isAboutConversations) else {
      return pattern
    }
    return InjectionPhrases.pattern(in: sentence.words, except: .conversation)
  }
}
