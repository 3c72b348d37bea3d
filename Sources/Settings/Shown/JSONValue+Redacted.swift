package import JSON
package import Telemetry

extension JSONValue {
  /// The same with every registered secret taken out: of strings, of the names of members, and of numbers, which a
  /// secret of digits may have become.
  package func redacted(by redaction: Redaction) -> JSONValue {
    redaction.isEmpty
      ? self : mapping(names: { redaction.redacting($0) }, leaves: { $0.redactedLeaf(redaction) })
  }

  fileprivate func redactedLeaf(_ redaction: Redaction) -> JSONValue {
    switch self {
    case .string(let text): return .string(redaction.redacting(text))
    case .number(let number):
      let text = redaction.redacting(number.text)
      return text == number.text ? self : .string(text)
    case .array, .object, .bool, .null: return self
    }
  }
}

extension JSONObject {
  /// The same for an object.
  package func redacted(by redaction: Redaction) -> JSONObject {
    redaction.isEmpty
      ? self : mapping(names: { redaction.redacting($0) }, leaves: { $0.redactedLeaf(redaction) })
  }
}
