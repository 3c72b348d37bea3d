extension String {
  /// An agent's words between quotation marks, of which they have none: what follows the second is not the agent's.
  var inQuotes: String {
    let words = unicodeScalars.map { #""“”„‟″＂〝〞ˮ"#.unicodeScalars.contains($0) ? "'" : $0 }
    return "\"\(String(String.UnicodeScalarView(words)))\""
  }
}
