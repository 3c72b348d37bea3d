/// What scalars may do to a reader: the one table behind all that is cleaned, escaped or refused.
extension Unicode.Scalar {
  /// True for a scalar that is no part of anybody's writing and can hide or reorder text or command a terminal:
  /// controls but for tab and newline (ANSI escapes begin with one), bidirectional marks, what nobody can see, tags,
  /// variation selectors beyond the first sixteen, noncharacters.
  ///
  /// Joiners and variation selectors are not among them, since scripts and emoji are written with them: see
  /// ``isJoiner`` and ``isVariationSelector``.
  package var isDeceptive: Bool {
    switch value {
    case 0x09, 0x0A, 0x20...0x7E: false
    case ..<0x20, 0x7F...0x9F: true  // C0, DEL, C1
    case 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E: true  // without a shape
    case 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F: true  // unseen, turning, line ends
    case 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true  // fillers, byte order mark, annotations
    case 0xFDD0...0xFDEF: true  // noncharacters
    case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A: true  // formats of shorthand and music
    case 0xE0000...0xE0FFF: true  // tags, variation selectors
    default: value & 0xFFFE == 0xFFFE
    }
  }

  /// ZERO WIDTH NON-JOINER and JOINER, which Indic and Arabic scripts need between letters, the latter emoji as well.
  package var isJoiner: Bool { value == 0x200C || value == 0x200D }

  /// One of the first sixteen variation selectors, or Mongolian's own, which choose the shape of what stands before.
  package var isVariationSelector: Bool {
    switch value {
    case 0xFE00...0xFE0F, 0x180B...0x180D, 0x180F: true
    default: false
    }
  }

  /// True for whatever has no place in a name, a title or a line of a log: all of the above, every other invisible or
  /// formatting scalar, line ends, and what has no agreed meaning.
  package var isUnsafeInText: Bool {
    if value < 0x7F { return value < 0x20 }
    if isDeceptive || isJoiner || isVariationSelector { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
      return true
    default: return properties.isDefaultIgnorableCodePoint
    }
  }
}
