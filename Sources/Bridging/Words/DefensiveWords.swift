/// Words of honest skills that speak of instructions, or ask for what others must not have, since that is their work.
enum DefensiveWords {
  /// The sentences without what they quote, where they say that they look for it: `Detects injections such as 'ignore
  /// …'`.
  static func withoutExamples(_ pieces: [ArraySlice<UInt8>], of folded: [UInt8]) -> [ArraySlice<UInt8>] {
    guard !attacks.found(in: folded).isEmpty else { return pieces }
    return pieces.map { piece in
      guard let quote = piece.indices.first(where: { isOpening($0, in: piece) }) else { return piece }
      let start = Array(piece[..<quote])
      let isExample =
        !attacks.found(in: start).isEmpty && FoldedSentence(start).words.contains(where: finding.contains)
      return isExample ? withoutQuotations(piece)[...] : piece
    }
  }

  private static func withoutQuotations(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    var quote: UInt8?
    for index in piece.indices {
      if let open = quote {
        if piece[index] == open, !isLetter(at: index + 1, in: piece) { quote = nil }
      } else if isOpening(index, in: piece) {
        quote = piece[index]
      } else {
        kept.append(piece[index])
      }
    }
    return kept
  }

  private static func isOpening(_ index: Int, in piece: ArraySlice<UInt8>) -> Bool {
    (piece[index] == UInt8(ascii: "'") || piece[index] == UInt8(ascii: "\""))
      && !isLetter(at: index - 1, in: piece) && isLetter(at: index + 1, in: piece)
  }

  private static func isLetter(at index: Int, in piece: ArraySlice<UInt8>) -> Bool {
    piece.indices.contains(index) && UInt8(ascii: "a")...UInt8(ascii: "z") ~= piece[index]
  }

  private static let attacks = SignTable([
    .override: ["injection", "jailbreak", "attack", "attempt", "manipulat"]
  ])
  private static let finding: Set = [
    "detects", "detect", "flags", "blocks", "identifies", "recognizes", "recognises", "spots", "finds",
    "filters",
    "classifies", "checks", "catches", "screens", "scans", "reports", "labels",
  ]

  /// Whether a sentence says that conversations are what the skill works on.
  static func isAboutConversations(_ sentence: FoldedSentence) -> Bool {
    sentence.words.prefix(3).indices.contains { index in
      digesting.contains(sentence.words[index])
        && sentence.words.dropFirst(index + 1).prefix(3).contains(where: conversations.contains)
    }
  }

  private static let digesting: Set = [
    "summarizes", "summarises", "transcribes", "translates", "analyzes", "analyses", "archives", "condenses",
    "classifies", "evaluates", "rates",
  ]
  private static let conversations: Set = [
    "conversation", "conversations", "chat", "chats", "transcript", "transcripts", "dialogue", "dialogues",
    "messages",
    "threads", "meeting", "meetings", "calls", "interviews",
  ]
}
