package import JSON

/// A tool as clients list it.
package struct Tool: Sendable, Equatable {
  package var name: String
  /// The name for people.
  package var title: String?
  package var description: String
  /// A JSON Schema whose root says `"type": "object"`; clients lose the whole list over one that does not.
  package var inputSchema: JSONObject
  package var annotations: ToolAnnotations?

  package init(
    name: String, title: String? = nil, description: String, inputSchema: JSONObject,
    annotations: ToolAnnotations? = nil
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.inputSchema = inputSchema
    self.annotations = annotations
  }

  /// With the members that `version` knows, and no nulls: a null member costs some clients every tool.
  package func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["name": .string(name)]
    if version.hasTitles { json["title"] = title.map(JSONValue.string) }
    json["description"] = .string(description)
    json["inputSchema"] = .object(inputSchema)
    if version.hasToolAnnotations { json["annotations"] = annotations.map { .object($0.json) } }
    return json
  }
}

/// Hints on what a tool does; a nil hint is left to the client's default.
package struct ToolAnnotations: Sendable, Equatable {
  package var title: String?
  package var readOnlyHint: Bool?
  package var destructiveHint: Bool?
  package var idempotentHint: Bool?
  package var openWorldHint: Bool?

  package init(
    title: String? = nil, readOnlyHint: Bool? = nil, destructiveHint: Bool? = nil,
    idempotentHint: Bool? = nil,
    openWorldHint: Bool? = nil
  ) {
    self.title = title
    self.readOnlyHint = readOnlyHint
    self.destructiveHint = destructiveHint
    self.idempotentHint = idempotentHint
    self.openWorldHint = openWorldHint
  }

  var json: JSONObject {
    var json: JSONObject = [:]
    json["title"] = title.map(JSONValue.string)
    json["readOnlyHint"] = readOnlyHint.map(JSONValue.bool)
    json["destructiveHint"] = destructiveHint.map(JSONValue.bool)
    json["idempotentHint"] = idempotentHint.map(JSONValue.bool)
    json["openWorldHint"] = openWorldHint.map(JSONValue.bool)
    return json
  }
}
