import JSON
import Settings

/// What the data of a tool's results looks like, by the user's word: a JSON Schema with an object at its root.
///
/// Hosts check what is promised and lose a result that breaks it. So all is looked at here as well that the reader of
/// the settings lets pass: ``SchemaKeyword``.
struct OutputSchema: Sendable, Hashable {
  let schema: JSONObject

  /// Why `data` can't be the result; nil when nothing speaks against it.
  func problem(with data: JSONObject) -> String? { Self.problem(.object(data), schema, at: .root) }

  private static func problem(_ value: JSONValue, _ schema: JSONValue, at path: JSONPath) -> String? {
    if schema == false { return "\(shown(path)) must not be there" }
    return schema.object.flatMap { problem(value, $0, at: path) }
  }

  private static func problem(_ value: JSONValue, _ schema: JSONObject, at path: JSONPath) -> String? {
    let types = schema[.type].map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
    if !types.isEmpty, !types.contains(where: { value.isOf(type: $0) }) {
      return "\(shown(path)) is \(value.kind), not of type \(types.joined(separator: " or "))"
    }
    if let words = schema[.enum]?.array ?? schema[.const].map({ [$0] }), !words.contains(value) {
      return "\(shown(path)) is none of what it may be"
    }
    switch value {
    case .object(let object): return problem(object, schema, at: path)
    case .array(let elements):
      guard let items = schema[.items] else { return nil }
      for (index, element) in elements.enumerated() {
        if let problem = problem(element, items, at: path.appending(index: index)) { return problem }
      }
      return nil
    case .number(let number):
      let isTooSmall = schema[.minimum]?.double.map { number.double < $0 } ?? false
      let isTooLarge = schema[.maximum]?.double.map { number.double > $0 } ?? false
      return isTooSmall || isTooLarge ? "\(shown(path)) is not in its range" : nil
    case .null, .bool, .string: return nil
    }
  }

  private static func problem(_ object: JSONObject, _ schema: JSONObject, at path: JSONPath) -> String? {
    for name in schema[.required]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
      return "\(shown(path.appending(name: name))) is missing"
    }
    let properties = schema[.properties]?.object ?? [:]
    for member in object {
      guard let schema = properties[member.name] ?? schema[.additionalProperties] else { continue }
      if let problem = problem(member.value, schema, at: path.appending(name: member.name)) { return problem }
    }
    return nil
  }

  private static func shown(_ path: JSONPath) -> String {
    path == .root ? "the whole" : CleanText.line("\(path)", limit: 200)
  }
}

extension JSONObject {
  fileprivate subscript(keyword: SchemaKeyword) -> JSONValue? { self[keyword.rawValue] }
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
