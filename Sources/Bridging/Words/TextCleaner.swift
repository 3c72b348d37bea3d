import Telemetry

/// Takes out of an agent's words, piece by piece as they come, what could deceive a reader: control characters, whole
/// terminal sequences, what turns the writing direction or can't be seen.
///
/// Joiners and variation selectors stay where writing needs them: after the letters and the emoji that take one, one at
/// a time. Whatever the pieces, put together they are what the whole would be.
struct TextCleaner: Sendable {
  /// The most characters of one terminal sequence. An unfinished one must not swallow the text behind it.
  static let maxSequence = 1_024

  /// Where in a terminal sequence the text is (ECMA-48 §5.3–5.6).
  private enum Place: Hashable {
    case outside
    /// Behind ESC, and signs that stand between it and its last character.
    case escape
    /// In a control sequence, which ends in a letter.
    case control(room: Int)
    /// In a string for the terminal, which ends in BEL or ST; here also with the line.
    case string(room: Int)
  }

  /// Whether what ends a line but for a newline becomes a space; else it goes.
  private let keepsBreaks: Bool
  private var place = Place.outside
  /// What was kept last.
  private var last: Unicode.Scalar = " "

  init(keepingBreaks: Bool = false) { keepsBreaks = keepingBreaks }

  /// The next piece, cleaned. Clean text is not copied.
  mutating func clean(_ piece: String) -> String {
    if place == .outside, Self.isClean(piece) {
      last = piece.unicodeScalars.last ?? last
      return piece
    }
    var clean = String.UnicodeScalarView()
    for scalar in piece.unicodeScalars {
      if let kept = take(scalar) { clean.append(kept) }
    }
    return String(clean)
  }

  /// What becomes of one scalar, which may be nothing.
  mutating func take(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch (place, scalar.value) {
    case (.outside, _): return takeOutside(scalar)
    case (_, 0x1B): place = .escape
    case (.escape, 0x5B): place = .control(room: Self.maxSequence)
    case (.escape, 0x50), (.escape, 0x58), (.escape, 0x5D...0x5F): place = .string(room: Self.maxSequence)
    case (.escape, 0x20...0x2F): break
    case (.escape, 0x30...0x7E), (.control, 0x40...0x7E): place = .outside
    case (.control(let room), 0x20...0x3F) where room > 0: place = .control(room: room - 1)
    case (.string, 0x07), (.string, 0x9C): place = .outside
    case (.string(let room), _) where room > 0 && scalar != "\n": place = .string(room: room - 1)
    default:
      place = .outside
      return takeOutside(scalar)
    }
    return nil
  }

  private mutating func takeOutside(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x1B: place = .escape
    case 0x9B: place = .control(room: Self.maxSequence)
    case 0x90, 0x98, 0x9D...0x9F: place = .string(room: Self.maxSequence)
    case _ where scalar.isDeceptive:
      guard keepsBreaks, scalar.properties.isWhitespace else { return nil }
      last = " "
      return last
    case _ where scalar.isKept(after: last):
      last = scalar
      return scalar
    default: break
    }
    return nil
  }

  private static func isClean(_ piece: String) -> Bool {
    guard piece.utf8.contains(where: isSuspect) else { return true }
    return !piece.unicodeScalars.contains { $0.isDeceptive || $0.isJoiner || $0.isVariationSelector }
  }

  /// True for bytes that begin or are what may have to go, and few others.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A: false
    case ..<0x20, 0x7F, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0...0xF4: true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// False for a joiner or a variation selector behind what takes none.
  func isKept(after last: Unicode.Scalar) -> Bool {
    if isJoiner { return last.joins || value == 0x200D && last.isPicture }
    guard isVariationSelector else { return true }
    return value >= 0xFE0E ? last.properties.isEmoji : value < 0xFE00 && 0x1800...0x18AF ~= last.value
  }

  /// A letter or mark of a script that is written with joiners: Arabic, Syriac, the scripts of India and their kin.
  private var joins: Bool {
    switch value {
    case 0x0600...0x07FF, 0x0840...0x0DFF, 0x0F00...0x109F, 0x1700...0x18AF, 0x1900...0x1CFF, 0xA800...0xABFF,
      0xFB50...0xFDCF, 0xFE70...0xFEFC, 0x10A00...0x11FFF:
      properties.isAlphabetic || properties.generalCategory == .nonspacingMark
    default: false
    }
  }

  private var isPicture: Bool {
    value == 0xFE0F || value > 0xFF && (properties.isEmoji || properties.isEmojiModifier)
  }
}
