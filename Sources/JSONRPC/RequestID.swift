package import JSON

/// The id of a JSON-RPC request: a string or an integer, echoed exactly as it was written.
///
/// `1` and `"1"` are different ids, and integers of any length survive.
package enum RequestID: Sendable {
  case string(String)
  case integer(JSONNumber)

  package init(_ string: String) {
    self = .string(string)
  }

  package init(_ int: Int) {
    self = .integer(JSONNumber(int))
  }

  /// nil for everything MCP does not allow as an id: null, fractions (`1.0` is spelled as one), and the rest.
  package init?(_ json: JSONValue) {
    switch json {
    case .string(let string): self = .string(string)
    case .number(let number) where number.isInteger: self = .integer(number)
    default: return nil
    }
  }

  package var json: JSONValue {
    switch self {
    case .string(let string): .string(string)
    case .integer(let number): .number(number)
    }
  }
}

extension RequestID: Hashable {
  package static func == (left: RequestID, right: RequestID) -> Bool {
    left.json == right.json
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(json)
  }
}

extension RequestID: CustomStringConvertible {
  /// The JSON text, so that `1` and `"1"` look different in a log.
  package var description: String { json.text }
}

extension RequestID: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) {
    self = .string(value)
  }

  package init(integerLiteral value: Int) {
    self = .integer(JSONNumber(value))
  }
}
