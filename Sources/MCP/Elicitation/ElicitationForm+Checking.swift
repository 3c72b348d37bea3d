package import JSON

extension ElicitationForm {
  /// What is wrong with `content` as an answer, in words; nil if it can be used. Members without a field are not
  /// looked at.
  package func problem(with content: JSONObject) -> String? {
    for field in fields {
      if let value = content[field.name] {
        if let expected = field.kind.expectation(missedBy: value) {
          return "\(field.name): expected \(expected)"
        }
      } else if field.isRequired {
        return "\(field.name): missing"
      }
    }
    return nil
  }

  /// `content` with the words of fields that a client without lists was shown as text.
  func separatingChoices(of content: JSONObject) -> JSONObject {
    var content = content
    for field in fields {
      guard case .choices(let options) = field.kind, let text = content[field.name]?.string else { continue }
      let isOne = options.contains { $0.value == text }
      let words = isOne ? [text[...]] : text.split(separator: ",")
      content[field.name] = .array(words.map { .string($0.trimmed) })
    }
    return content
  }
}

extension ElicitationForm.Field.Kind {
  /// What `value` should be and is not, with its article; nil if it is.
  fileprivate func expectation(missedBy value: JSONValue) -> String? {
    switch self {
    case .text(_, let least, let most): Self.text(least ?? 0, most ?? .max, missedBy: value)
    case .number(let isInteger, let least, let most):
      Self.number(isInteger, least ?? -.infinity, most ?? .infinity, missedBy: value)
    case .boolean: value.bool == nil ? "a boolean" : nil
    case .choice(let options): Self.isOne(of: options, value) ? nil : "one of its options"
    case .choices(let options):
      value.array?.allSatisfy { Self.isOne(of: options, $0) } == true ? nil : "some of its options"
    }
  }

  private static func text(_ least: Int, _ most: Int, missedBy value: JSONValue) -> String? {
    guard let count = value.string?.unicodeScalars.count else { return "a string" }
    if count < least { return "at least \(least) characters" }
    return count > most ? "at most \(most) characters" : nil
  }

  private static func number(
    _ isInteger: Bool, _ least: Double, _ most: Double, missedBy value: JSONValue
  ) -> String? {
    guard let number = value.double, !isInteger || value.int != nil else {
      return isInteger ? "an integer" : "a number"
    }
    if number < least { return "at least \(JSONValue(number: least))" }
    return number > most ? "at most \(JSONValue(number: most))" : nil
  }

  private static func isOne(of options: [ElicitationForm.Field.Option], _ value: JSONValue) -> Bool {
    options.contains { .string($0.value) == value }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
