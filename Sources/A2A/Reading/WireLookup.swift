import JSON

extension JSONValue {
  /// The first of `names` that stands in this object with a value other than null.
  ///
  /// Agents write `taskId`, `task_id` or both; every reader here takes the spellings in order of trust.
  func first(_ names: String...) -> JSONValue? {
    guard let object else { return nil }
    for name in names {
      if let value = object[name], !value.isNull { return value }
    }
    return nil
  }

  /// The longest id that is taken for one, in bytes: ids are kept, and shown with every result.
  static let maxIdentifierBytes = 1_024

  /// The text of a string or a number: ids come as both. Empty counts as absent, as in protobuf.
  var identifier: String? {
    switch self {
    case .string(let text): text.isEmpty || text.utf8.count > Self.maxIdentifierBytes ? nil : text
    case .number(let number): number.text
    default: nil
    }
  }

  /// The string, unless it is empty.
  var filledString: String? {
    if case .string(let text) = self, !text.isEmpty { text } else { nil }
  }
}
