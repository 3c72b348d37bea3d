package import JSON
package import Telemetry

extension JSONValue {
  /// The same with every registered secret taken out of its strings. The names of members stay as they are.
  package func redacted(by redaction: Redaction) -> JSONValue {
    switch self {
    case .string(let text): .string(redaction.redacting(text))
    case .array(let array): .array(array.map { $0.redacted(by: redaction) })
    case .object(let object): .object(object.redacted(by: redaction))
    case .null, .bool, .number: self
    }
  }
}

extension JSONObject {
  /// The same with every registered secret taken out of its strings.
  package func redacted(by redaction: Redaction) -> JSONObject {
    JSONObject(members.map { Member(name: $0.name, value: $0.value.redacted(by: redaction)) })
  }
}
