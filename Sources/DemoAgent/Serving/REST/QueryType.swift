internal import JSON

/// What a value in a query stands for (A2A 1.0 §11.5).
enum QueryType: Sendable {
  case text, number, bool

  /// The value that `text` spells; what does not spell one stays text, for the words to find fault with.
  func value(_ text: String) -> JSONValue {
    switch self {
    case .text: .string(text)
    case .number: Int(text).map { JSONValue($0) } ?? .string(text)
    case .bool: ["true": .bool(true), "false": .bool(false)][text] ?? .string(text)
    }
  }
}
