/// Takes out of an agent's words what could deceive a reader: control characters, terminal escapes, characters
/// that turn the writing direction or can't be seen.
enum CleanText {
  /// One line: every run of white space becomes one space, and at most `limit` characters are kept.
  static func line(_ text: String, limit: Int) -> String {
    if isPlainLine(text, limit: limit) { return text }
    // Bounded first: a description may be megabytes long.
    let clean = String(
      text.unicodeScalars.prefix(limit * 4).lazy.filter { !isDeceptive($0) || $0.isSpace }.map(Character.init)
    )
    let words = clean.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= limit ? words : words.prefix(limit - 1) + "…"
  }

  /// True for what needs no cleaning: short ASCII words with single spaces between them.
  private static func isPlainLine(_ text: String, limit: Int) -> Bool {
    guard text.utf8.count <= limit else { return false }
    var last = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard 0x20..<0x7F ~= byte, byte != 0x20 || last != 0x20 else { return false }
      last = byte
    }
    return last != 0x20
  }

  /// Text of several lines. Nothing but the deceptive characters is touched, and clean text is not copied.
  static func block(_ text: String) -> String {
    guard text.utf8.contains(where: isSuspect) else { return text }
    guard text.unicodeScalars.contains(where: isDeceptive) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isDeceptive(scalar) { clean.append(scalar) }
    return String(clean)
  }

  /// True for bytes that begin or are a deceptive character, and few others.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A: false
    case ..<0x20, 0x7F, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xEF, 0xF3: true
    default: false
    }
  }

  static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case ..<0x20, 0x7F...0x9F: true  // C0 without tab and newline, DEL, C1
    case 0x034F, 0x061C, 0x180E: true  // joiners and marks without a shape
    case 0x200B...0x200C, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F: true  // invisible, bidirectional
    case 0xFEFF, 0xFFF9...0xFFFB: true
    case 0xE0000...0xE0FFF: true  // tags
    default: false
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isSpace: Bool { properties.isWhitespace }
}
