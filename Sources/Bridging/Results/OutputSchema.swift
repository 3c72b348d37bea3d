import JSON

/// What the data of a tool's results looks like, by the user's word: a JSON Schema with an object at its root.
///
/// Hosts check what is promised and lose a result that breaks it. So the plain keywords are looked at here as well:
/// `type`, `enum`, `required`, `properties`, `items`. What other keywords demand is between the user and the agent.
struct OutputSchema: Sendable, Hashable {
  let schema: JSONObject

  /// Why `data` can't be the result; nil when nothing speaks against it.
  func problem(with data: JSONObject) -> String? { Self.problem(.object(data), schema, at: .root) }

  private static func problem(_ value: JSONValue, _ schema: JSONObject, at path: JSONPath) -> String? {
    let types = schema["type"].map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
    if !types.isEmpty, !types.contains(where: { value.isOf(type: $0) }) {
      return "\(shown(path)) is \(value.kind), not of type \(types.joined(separator: " or "))"
    }
    if let words = schema["enum"]?.array, !words.contains(value) {
      return "\(shown(path)) is none of what it may be"
    }
    switch value {
    case .object(let object): return problem(object, schema, at: path)
    case .array(let elements):
      guard let items = schema["items"]?.object else { return nil }
      for (index, element) in elements.enumerated() {
        if let problem = problem(element, items, at: path.appending(index: index)) { return problem }
      }
      return nil
    case .null, .bool, .number, .string: return nil
    }
  }

  private static func problem(_ object: JSONObject, _ schema: JSONObject, at path: JSONPath) -> String? {
    for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
      return "\(shown(path.appending(name: name))) is missing"
    }
    for property in schema["properties"]?.object?.members ?? [] {
      guard let value = object[property.name], let schema = property.value.object else { continue }
      if let problem = problem(value, schema, at: path.appending(name: property.name)) { return problem }
    }
    return nil
  }

  private static func shown(_ path: JSONPath) -> String {
    path == .root ? "the whole" : CleanText.line("\(path)", limit: 200)
  }
}

extension JSONValue {
  fileprivate func isOf(type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let number), "integer"): number.double == number.double.rounded()
    default: false
    }
  }
}
