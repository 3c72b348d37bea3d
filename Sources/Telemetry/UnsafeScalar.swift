extension Unicode.Scalar {
  /// True for a scalar that can hide or reorder text or command a terminal: controls (ANSI escapes begin with one),
  /// bidirectional marks, zero-width and other invisible formatting, tags, variation selectors, line separators.
  package var isUnsafeInText: Bool {
    if value < 0x7F { return value < 0x20 }
    switch value {
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return true
    default: break
    }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
    default: return false
    }
  }
}
