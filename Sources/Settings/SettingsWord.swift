import Telemetry

/// Texts of which only certain words are allowed.
enum SettingsWord {
  /// The case of `Word` with this name.
  static func reading<Word: RawRepresentable<String> & CaseIterable>(_ text: String) throws(Unusable) -> Word
  {
    guard let word = Word(rawValue: text) else {
      throw Unusable("must be \(alternatives(Word.allCases.map(\.rawValue)))")
    }
    return word
  }

  static func logLevel(_ text: String) throws(Unusable) -> LogLevel {
    if let level = LogLevel(named: text) { return level }
    return try reading(text)
  }

  /// `"a", "b" or "c"`.
  static func alternatives(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
    return "\(quoted.dropLast().joined(separator: ", ")) or \(last)"
  }
}
