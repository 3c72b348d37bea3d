import JSON

/// The words of JSON Schema that the promise of a tool's data may use: those that are checked, and those that demand
/// nothing. With any other, a host might refuse what the bridge lets pass.
package enum SchemaKeyword: String, CaseIterable, Sendable {
  case type, `enum`, const, required, properties, additionalProperties, items, minimum, maximum
  case schema = "$schema"
  case id = "$id"
  case comment = "$comment"
  case title, description, `default`, examples, deprecated, readOnly, writeOnly, format
}

/// What is wrong with a schema, and where.
struct SchemaFault {
  let path: JSONPath
  let text: String

  /// - Returns: nil when `schema` is one that can be checked.
  static func first(in schema: JSONValue, at path: JSONPath) -> SchemaFault? {
    guard let object = schema.object else {
      guard schema.bool == nil else { return nil }
      return SchemaFault(path: path, text: "\(path) must be a JSON Schema; found \(schema.kind)")
    }
    for member in object {
      let path = path.appending(name: member.name)
      guard let keyword = SchemaKeyword(rawValue: member.name) else {
        let known = "only plain schemas can be: type, enum, const, required, properties, items and the like"
        return SchemaFault(path: path, text: "\(path) is a keyword that can't be checked; \(known)")
      }
      if let fault = fault(of: keyword, member.value, at: path) { return fault }
    }
    return nil
  }

  private static func fault(of keyword: SchemaKeyword, _ value: JSONValue, at path: JSONPath) -> SchemaFault?
  {
    switch keyword {
    case .properties:
      guard let properties = value.object else { return wrong(value, "an object of schemas", at: path) }
      return properties.lazy.compactMap { first(in: $0.value, at: path.appending(name: $0.name)) }.first
    case .items, .additionalProperties: return first(in: value, at: path)
    case .enum: return value.array == nil ? wrong(value, "an array", at: path) : nil
    case .required:
      let isList = value.array?.allSatisfy { $0.string != nil } ?? false
      return isList ? nil : wrong(value, "an array of names", at: path)
    case .type:
      let words = (value.array ?? [value]).map(\.string)
      let isKnown = !words.isEmpty && words.allSatisfy { $0.map(types.contains) ?? false }
      return isKnown ? nil : wrong(value, "one of the types of JSON or an array of them", at: path)
    case .minimum, .maximum: return value.double == nil ? wrong(value, "a number", at: path) : nil
    case .const, .schema, .id, .comment, .title, .description, .default, .examples, .deprecated, .readOnly,
      .writeOnly, .format:
      return nil
    }
  }

  private static let types: Set = ["null", "boolean", "number", "integer", "string", "array", "object"]

  private static func wrong(_ value: JSONValue, _ expected: String, at path: JSONPath) -> SchemaFault {
    SchemaFault(path: path, text: "\(path) must be \(expected); found \(value.kind)")
  }
}
