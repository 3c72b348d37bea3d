import JSON

/// Names and paths as they stand in a sentence.
enum JSONQuotes {
  private static let maxShown = 1_024

  /// `text` as a JSON string, cleaned.
  static func around(_ text: String) -> String {
    JSONValue.string(CleanText.line(text, limit: maxShown)).text
  }
}
