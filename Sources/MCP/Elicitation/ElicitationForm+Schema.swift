import JSON

extension ElicitationForm {
  /// The `requestedSchema` of `version`.
  func requestedSchema(for version: ProtocolVersion) -> JSONObject {
    var properties: JSONObject = [:]
    for field in fields { properties[field.name] = .object(field.schema(for: version)) }
    var schema: JSONObject = ["type": "object", "properties": .object(properties)]
    let required = fields.filter(\.isRequired)
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0.name) }) }
    return schema
  }
}

extension ElicitationForm.Field {
  fileprivate func schema(for version: ProtocolVersion) -> JSONObject {
    var schema: JSONObject = ["type": kind.type(for: version)]
    schema["title"] = title.map(JSONValue.string)
    schema["description"] = description(for: version).map(JSONValue.string)
    for member in kind.constraints(for: version) { schema[member.name] = member.value }
    return schema
  }

  /// It names the options where the field is text for want of anything better.
  private func description(for version: ProtocolVersion) -> String? {
    guard case .choices(let options) = kind, !version.hasListFields else { return description }
    let words = options.map { option in option.title.map { "\(option.value) (\($0))" } ?? option.value }
    let hint = "Any of these, separated by commas: \(words.joined(separator: ", "))"
    return description.map { "\($0)\n\(hint)" } ?? hint
  }
}

extension ElicitationForm.Field.Kind {
  fileprivate func type(for version: ProtocolVersion) -> JSONValue {
    switch self {
    case .text, .choice: "string"
    case .number(let isInteger, _, _): isInteger ? "integer" : "number"
    case .boolean: "boolean"
    case .choices: version.hasListFields ? "array" : "string"
    }
  }

  fileprivate func constraints(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = [:]
    switch self {
    case .text(let format, let minLength, let maxLength):
      json["minLength"] = minLength.map { JSONValue($0) }
      json["maxLength"] = maxLength.map { JSONValue($0) }
      json["format"] = format.map(JSONValue.string)
    case .number(_, let minimum, let maximum):
      json["minimum"] = minimum.map(JSONValue.init(number:))
      json["maximum"] = maximum.map(JSONValue.init(number:))
    case .boolean: break
    case .choice(let options) where options.haveTitles && version.hasTitledOptions:
      json["oneOf"] = options.titled
    case .choice(let options):
      json["enum"] = options.values
      if options.haveTitles { json["enumNames"] = options.titles }
    case .choices(let options) where version.hasListFields:
      json["items"] =
        options.haveTitles ? ["anyOf": options.titled] : ["type": "string", "enum": options.values]
    case .choices: break
    }
    return json
  }
}

extension [ElicitationForm.Field.Option] {
  fileprivate var haveTitles: Bool { contains { $0.title != nil } }
  fileprivate var values: JSONValue { .array(map { .string($0.value) }) }
  fileprivate var titles: JSONValue { .array(map { .string($0.title ?? $0.value) }) }

  /// A schema for each.
  fileprivate var titled: JSONValue {
    .array(map { ["const": .string($0.value), "title": .string($0.title ?? $0.value)] })
  }
}

extension JSONValue {
  /// A number that was read from JSON, without a fraction if it has none.
  init(number: Double) {
    self = Int(exactly: number).map { JSONValue($0) } ?? JSONNumber(number).map(JSONValue.number) ?? 0
  }
}
