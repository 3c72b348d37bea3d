extension String {
  /// Somebody's words between quotation marks, of which they have none: what follows the second is not theirs.
  package var inQuotes: String { "\"\(withoutQuotes)\"" }

  /// The same words with `'` in the place of `"` and what looks like it.
  package var withoutQuotes: String {
    guard utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 > 0x7F }) else { return self }
    return String(UnicodeScalarView(unicodeScalars.map { quotes.contains($0) ? "'" : $0 }))
  }
}

private let quotes = Set("\"“”„‟″＂〝〞ˮ".unicodeScalars)
