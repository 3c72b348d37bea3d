package import JSON
import Telemetry

extension ElicitationForm {
  /// Fields of one form.
  package static let mostFields = 20
  /// Options of one field.
  package static let mostOptions = 100
  /// Characters of a field's name and of an option's value, which come back with the answer.
  package static let longestName = 100
  /// Characters of a title.
  package static let longestTitle = 100
  /// Characters of a description.
  package static let longestDescription = 500

  /// The form that asks for what `schema` describes, a JSON Schema of an object or something like it.
  ///
  /// What a form can't say is dropped: constraints, optional properties of other kinds, those over the limit. nil if
  /// it is no object's schema, if a required property can't be asked for, or if nothing is left to ask.
  package init?(cutting schema: JSONValue) {
    guard let schema = schema.object, (schema["type"] ?? "object") == "object",
      let properties = schema["properties"]?.object
    else { return nil }
    let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
    guard required.isSubset(of: properties.names) else { return nil }
    var fields: [Field] = []
    for property in properties {
      let isRequired = required.contains(property.name)
      if let field = Field(property, isRequired: isRequired) {
        fields.append(field)
      } else if isRequired {
        return nil
      }
    }
    guard let some = Self.some(of: fields) else { return nil }
    self.init(some)
  }

  /// As many as a form has at most, the required ones before all others, in their order.
  private static func some(of fields: [Field]) -> [Field]? {
    var room = mostFields - fields.count { $0.isRequired }
    guard room >= 0, !fields.isEmpty else { return nil }
    return fields.filter { field in
      if field.isRequired { return true }
      room -= 1
      return room >= 0
    }
  }
}

extension ElicitationForm.Field {
  fileprivate init?(_ property: JSONObject.Member, isRequired: Bool) {
    guard property.name.isExact, let schema = property.value.object?.withoutNull, let kind = Kind(schema)
    else { return nil }
    self.init(
      property.name, kind, title: schema["title"]?.string?.shown(ElicitationForm.longestTitle),
      description: schema["description"]?.string?.shown(ElicitationForm.longestDescription),
      isRequired: isRequired)
  }
}

extension ElicitationForm.Field.Kind {
  private typealias Option = ElicitationForm.Field.Option

  private static let formats = ["email", "uri", "date", "date-time"]

  /// nil for what no field can hold.
  fileprivate init?(_ schema: JSONObject) {
    // What is not to be seen again is a secret, and a form is no place for one.
    guard schema["writeOnly"] != true, schema["format"] != "password" else { return nil }
    let type = schema.type
    if let alternatives = schema.alternatives {
      guard type == "string" || type == nil, let options = Self.options(alternatives, schema) else {
        return nil
      }
      self = .choice(options)
      return
    }
    switch type {
    case "string": self = Self.text(schema)
    case "integer", "number": self = Self.number(schema, isInteger: type == "integer")
    case "boolean": self = .boolean
    case "array":
      guard let items = schema["items"]?.object, let alternatives = items.alternatives,
        let options = Self.options(alternatives, items)
      else { return nil }
      self = .choices(options)
    default: return nil
    }
  }

  private static func text(_ schema: JSONObject) -> Self {
    let format = schema["format"]?.string.flatMap { formats.contains($0) ? $0 : nil }
    let (least, most) = bounds(
      schema["minLength"]?.int.flatMap { $0 > 0 ? $0 : nil },
      schema["maxLength"]?.int.flatMap { $0 > 0 ? $0 : nil })
    return .text(format: format, minLength: least, maxLength: most)
  }

  private static func number(_ schema: JSONObject, isInteger: Bool) -> Self {
    var (least, most) = (schema["minimum"]?.double, schema["maximum"]?.double)
    if isInteger {
      least = least ?? schema["exclusiveMinimum"]?.double.map { $0.rounded(.down) + 1 }
      most = most ?? schema["exclusiveMaximum"]?.double.map { $0.rounded(.up) - 1 }
    }
    (least, most) = bounds(least?.ifFinite, most?.ifFinite)
    return .number(isInteger: isInteger, minimum: least, maximum: most)
  }

  /// Neither, if nothing lies between them.
  private static func bounds<Bound: Comparable>(_ least: Bound?, _ most: Bound?) -> (Bound?, Bound?) {
    if let least, let most, most < least { (nil, nil) } else { (least, most) }
  }

  private static func options(_ alternatives: [JSONValue], _ schema: JSONObject) -> [Option]? {
    guard (1...ElicitationForm.mostOptions).contains(alternatives.count) else { return nil }
    let names = schema["enumNames"]?.array ?? []
    var options: [Option] = []
    for (index, alternative) in alternatives.enumerated() {
      let name = names.count == alternatives.count ? names[index].string : nil
      guard let value = (alternative["const"] ?? alternative).string, value.isExact else { return nil }
      guard !options.contains(where: { $0.value == value }) else { continue }
      options.append(
        Option(value, title: (alternative["title"]?.string ?? name)?.shown(ElicitationForm.longestTitle)))
    }
    return options
  }
}

// MARK: - Reading schemas

extension JSONObject {
  /// The one type beside null; nil if there is none, or several.
  fileprivate var type: String? {
    guard let several = self["type"]?.array else { return self["type"]?.string }
    let types = several.filter { $0 != "null" }
    return types.count == 1 ? types[0].string : nil
  }

  /// The values that are allowed, or schemas of one value each; nil if any value is. Null is none.
  fileprivate var alternatives: [JSONValue]? {
    let all =
      self["enum"]?.array ?? self["oneOf"]?.array ?? self["anyOf"]?.array ?? self["const"].map { [$0] }
    return all?.filter { !$0.isNull && $0["type"] != "null" }
  }

  /// Some generators write what may be null as `anyOf` of a schema and null: this is the schema.
  fileprivate var withoutNull: JSONObject {
    for name in ["anyOf", "oneOf"] {
      let branches = self[name]?.array?.filter { $0["type"] != "null" } ?? []
      guard branches.count == 1, let branch = branches[0].object, branch["const"] == nil else { continue }
      var schema = self
      schema[name] = nil
      for member in branch where schema[member.name] == nil { schema[member.name] = member.value }
      return schema
    }
    return self
  }
}

extension Double {
  fileprivate var ifFinite: Double? { isFinite ? self : nil }
}

extension String {
  /// Whether it can be shown and come back as it is.
  fileprivate var isExact: Bool {
    (1...ElicitationForm.longestName).contains(unicodeScalars.prefix(ElicitationForm.longestName + 1).count)
      && !unicodeScalars.contains(where: \.isUnsafeInText)
  }

  /// Its first characters, of those that people see; nil if there are none.
  fileprivate func shown(_ limit: Int) -> String? {
    // A character can be of any length, so the scalars are bounded first.
    let scalars = unicodeScalars.lazy.map { $0 == "\n" || $0 == "\t" ? " " : $0 }.filter {
      !$0.isUnsafeInText
    }
    var visible = String.UnicodeScalarView()
    visible.append(contentsOf: scalars.prefix(4 * limit))
    let text = String(String(visible).prefix(limit))
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }
}
