package import JSON
import Telemetry

/// An agent's words as they may be shown: see ``TextCleaner``. In what is one line nothing reads like a trailer,
/// either.
enum CleanText {
  /// One line of words: every run of white space becomes one space, and at most `limit` characters are kept.
  static func line(_ text: String, limit: Int) -> String {
    line(text, limit: limit, isName: false)
  }

  /// The same for a name or a title, of which two that look alike shall be alike: nothing invisible stays in it.
  static func name(_ text: String, limit: Int) -> String {
    line(text, limit: limit, isName: true)
  }

  /// Words in a sentence of the bridge's, between quotation marks of which they have none.
  static func quote(_ text: String, limit: Int) -> String {
    Trailer.disarm(line(text, limit: limit)).inQuotes
  }

  private static func line(_ text: String, limit: Int, isName: Bool) -> String {
    if isPlainLine(text, limit: limit) { return text }
    // Bounded first: a description may be megabytes long.
    let words = words(of: text.unicodeScalars.prefix(limit * scalarsPerCharacter), isName: isName)
    return bounded(Trailer.disarm(words), limit: limit)
  }

  private static func words(of scalars: some Sequence<Unicode.Scalar>, isName: Bool) -> String {
    var cleaner = TextCleaner(keepingBreaks: true)
    var words = String.UnicodeScalarView()
    var isBetweenWords = false
    for scalar in scalars {
      guard let kept = cleaner.take(scalar) else { continue }
      if kept == " " || kept.value > 0x7F && kept.properties.isWhitespace || 0x09...0x0D ~= kept.value {
        isBetweenWords = !words.isEmpty
      } else if !isName || !kept.isUnsafeInText {
        if isBetweenWords { words.append(" ") }
        isBetweenWords = false
        words.append(kept)
      }
    }
    return String(words)
  }

  /// A character can be of any length, so its scalars are counted as well.
  private static func bounded(_ words: String, limit: Int) -> String {
    words.utf8.count <= limit || words.count <= limit ? words : words.prefix(limit - 1) + "…"
  }

  /// How many scalars are looked at for each character that is shown.
  private static let scalarsPerCharacter = 4

  /// True for what needs no cleaning: short ASCII words with single spaces between them and no bracket.
  private static func isPlainLine(_ text: String, limit: Int) -> Bool {
    guard text.utf8.count <= limit else { return false }
    var last = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard 0x20..<0x7F ~= byte, byte != UInt8(ascii: "["), byte != 0x20 || last != 0x20 else { return false }
      last = byte
    }
    return last != 0x20
  }

  /// Text of several lines. Nothing but what deceives is touched, and clean text is not copied.
  static func block(_ text: String) -> String {
    var cleaner = TextCleaner()
    return cleaner.clean(text)
  }

  /// What is looked for in a text before it is shown has to be looked for in what may be shown of it: each way in which
  /// it may be cleaned.
  static let cleanings: [@Sendable (String) -> String] = [
    block, { words(of: $0.unicodeScalars, isName: false) }, { words(of: $0.unicodeScalars, isName: true) },
  ]

  /// True for what each of ``cleanings`` leaves as it is: ASCII words on one line with single spaces between them.
  static func isPlain(_ text: String) -> Bool { isPlainLine(text, limit: .max) }

  /// The text of a JSON value, in which what deceives is escaped: JSON is for programs, and must mean the same.
  ///
  /// - Parameters:
  ///   - json: As it is written, on one line or several.
  ///   - disarms: Whether what reads like a trailer is escaped as well.
  static func json(_ json: String, disarming disarms: Bool = true) -> String {
    guard json.utf8.contains(where: { $0 >= 0x7F || $0 == UInt8(ascii: "[") }) else { return json }
    var clean = String.UnicodeScalarView()
    var last: Unicode.Scalar = " "
    let scalars = json.unicodeScalars
    for index in scalars.indices {
      let scalar = scalars[index]
      let isLineEnd = scalar == "\n" || scalar == "\r"
      if !isLineEnd && scalar.isDeceptive || !scalar.isKept(after: last)
        || disarms && Trailer.begins(scalars[index...])
      {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let digits = String(unit, radix: 16)
          clean.append(
            contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
        }
      } else {
        clean.append(scalar)
      }
      last = scalar
    }
    return String(clean)
  }
}

extension JSONValue {
  /// Its text for a terminal or a file: the same value, in which nothing that deceives stands as it is.
  package var harmlessText: String { CleanText.json(text, disarming: false) }
}
