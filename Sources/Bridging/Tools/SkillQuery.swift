/// What somebody looks for among the skills: words, and how well a skill answers to them.
struct SkillQuery: Sendable {
  /// How many words are looked for, and how many bytes of each.
  static let maxWords = 16
  static let maxWordBytes = 64

  private let words: [[UInt8]]

  /// Nothing is left of a text without letters and digits.
  init(_ text: String) {
    var words: [[UInt8]] = []
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      let bytes = Array(word.utf8.prefix(Self.maxWordBytes))
      if words.count < Self.maxWords, !words.contains(bytes) { words.append(bytes) }
    }
    self.words = words
  }

  /// How well `skill` answers; 0 when it does not at all.
  ///
  /// Each word counts by where it stands, a whole word more than the beginning of one, that more than a piece.
  func score(of skill: SearchedText) -> Int {
    words.reduce(0) { sum, word in
      sum + 8 * skill.names.match(word).rawValue + 4 * skill.tags.match(word).rawValue
        + skill.description.match(word).rawValue
    }
  }
}

/// What a skill is found by, in lower case.
struct SearchedText: Sendable, Equatable {
  let names: [UInt8]
  let tags: [UInt8]
  /// The description and the examples.
  let description: [UInt8]

  init(names: [String], tags: [String], description: [String]) {
    self.names = Self.bytes(names)
    self.tags = Self.bytes(tags)
    self.description = Self.bytes(description)
  }

  private static func bytes(_ texts: [String]) -> [UInt8] {
    Array(texts.joined(separator: "\n").lowercased().utf8)
  }
}

extension [UInt8] {
  fileprivate enum Match: Int {
    case none, piece, beginning, word
  }

  /// The shortest word that is looked for within others: with shorter ones, everything would be found.
  private static let shortestPiece = 3

  /// The best place of `word` in this text.
  fileprivate func match(_ word: [UInt8]) -> Match {
    guard let first = word.first, count >= word.count else { return .none }
    var best = Match.none
    for start in 0...(count - word.count) where self[start] == first {
      guard self[start..<start + word.count].elementsEqual(word) else { continue }
      let end = start + word.count
      let begins = start == 0 || !self[start - 1].isInWord
      let ends = end == count || !self[end].isInWord
      if begins && ends { return .word }
      guard word.count >= Self.shortestPiece else { continue }
      if begins { best = .beginning } else if best == .none { best = .piece }
    }
    return best
  }
}

extension UInt8 {
  /// True for letters, digits and everything beyond ASCII.
  fileprivate var isInWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: true
    default: false
    }
  }
}
