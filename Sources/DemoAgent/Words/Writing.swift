internal import JSON

extension JSONObject {
  /// These members in this order, without those whose value is nil.
  init(present members: KeyValuePairs<String, JSONValue?>) {
    self.init(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }
}

extension JSONValue? {
  /// A value that is there only on a condition. `condition ? value : nil` would not do: that nil is JSON's null.
  static func present(_ value: JSONValue, if condition: Bool) -> JSONValue? {
    guard condition else { return .none }
    return value
  }
}

extension JSONValue {
  /// An array of strings; nil for none, because an absent list and an empty one mean the same.
  static func strings(_ strings: [String]) -> JSONValue? {
    list(strings.map(JSONValue.string))
  }

  /// An array; nil when empty.
  static func list(_ values: [JSONValue]) -> JSONValue? {
    .present(.array(values), if: !values.isEmpty)
  }
}
