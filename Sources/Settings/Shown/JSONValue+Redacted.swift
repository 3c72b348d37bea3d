package import JSON
package import Telemetry

extension JSONValue {
  /// The same with every registered secret taken out: of strings, of the names of members, and of numbers, which a
  /// secret of digits may have become.
  package func redacted(by redaction: Redaction) -> JSONValue {
    redaction.isEmpty ? self : redacted { redaction.redacting($0) }
  }

  /// The same with what `redacting` leaves of each text.
  package func redacted(_ redacting: (String) -> String) -> JSONValue {
    mapping(names: redacting, leaves: { $0.redactedLeaf(redacting) })
  }

  fileprivate func redactedLeaf(_ redacting: (String) -> String) -> JSONValue {
    switch self {
    case .string(let text): return .string(redacting(text))
    case .number(let number):
      let text = redacting(number.text)
      return text == number.text ? self : .string(text)
    case .array, .object, .bool, .null: return self
    }
  }
}

extension JSONObject {
  /// The same for an object.
  package func redacted(by redaction: Redaction) -> JSONObject {
    guard !redaction.isEmpty else { return self }
    let redacting = { redaction.redacting($0) }
    return mapping(names: redacting, leaves: { $0.redactedLeaf(redacting) })
  }
}
