/// Any JSON value, kept as it came: objects keep the order of their members and numbers their spelling.
///
/// A bridge passes other people's JSON through, so reading and writing a value must not edit it.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  package init(_ bool: Bool) {
    self = .bool(bool)
  }

  package init(_ int: Int) {
    self = .number(JSONNumber(int))
  }

  package init(_ string: String) {
    self = .string(string)
  }
}

// MARK: - Looking

extension JSONValue {
  /// What this is, with its article, for the sentences of errors: "a string", "null".
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  package var bool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The number as an `Int` when it is exactly one, however it is spelled: `1`, `1.0` and `1e2` are.
  package var int: Int? {
    if case .number(let number) = self { number.int } else { nil }
  }

  /// The number as the nearest `Double`.
  package var double: Double? {
    if case .number(let number) = self { number.double } else { nil }
  }

  package var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  package var array: [JSONValue]? {
    if case .array(let array) = self { array } else { nil }
  }

  package var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The member called `name` of an object; nil for everything that is not an object.
  package subscript(name: String) -> JSONValue? {
    if case .object(let object) = self { object[name] } else { nil }
  }
}

// MARK: - Equality

extension JSONValue: Hashable {
  /// Strings are equal when their code points are (RFC 8259 section 8.3), numbers when their spellings are,
  /// objects when their members are, in any order.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.isIdentical(to: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null:
      hasher.combine(0)
    case .bool(let bool):
      hasher.combine(1)
      hasher.combine(bool)
    case .number(let number):
      hasher.combine(2)
      hasher.combine(number)
    case .string(let string):
      hasher.combine(3)
      hasher.combine(string)
    case .array(let array):
      hasher.combine(4)
      hasher.combine(array)
    case .object(let object):
      hasher.combine(5)
      hasher.combine(object)
    }
  }
}

extension JSONValue: CustomStringConvertible {
  package var description: String { text }
}
