import JSON

/// Words that a user can have put in place of typing them (`Prompt`).
package struct Prompt: Sendable, Hashable {
  package struct Argument: Sendable, Hashable {
    package let name: String
    package var description: String?
    package var isRequired: Bool

    package init(_ name: String, description: String? = nil, isRequired: Bool = false) {
      self.name = name
      self.description = description
      self.isRequired = isRequired
    }

    var json: JSONObject {
      var json: JSONObject = ["name": .string(name)]
      json["description"] = description.map(JSONValue.string)
      if isRequired { json["required"] = true }
      return json
    }
  }

  package let name: String
  package var title: String?
  package var description: String?
  package var arguments: [Argument]

  package init(name: String, title: String? = nil, description: String? = nil, arguments: [Argument] = []) {
    self.name = name
    self.title = title
    self.description = description
    self.arguments = arguments
  }

  /// With the members that `version` knows, and no nulls.
  func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["name": .string(name)]
    if version.hasTitles { json["title"] = title.map(JSONValue.string) }
    json["description"] = description.map(JSONValue.string)
    if !arguments.isEmpty { json["arguments"] = .array(arguments.map { .object($0.json) }) }
    return json
  }
}
