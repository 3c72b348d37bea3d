package import JSON

/// A tool as clients list it.
package struct Tool: Sendable, Equatable {
  /// What it is called by, unique in its list. Hosts agree on `[A-Za-z0-9_-]` only.
  package var name: String
  /// The name for people.
  package var title: String?
  /// What models read to choose a tool and to use it.
  package var description: String
  /// A JSON Schema whose root says `"type": "object"`; clients lose the whole list over one that does not.
  package var inputSchema: JSONObject
  /// What ``ToolResult/structuredContent`` conforms to, with `"type": "object"` at its root; clients refuse a result
  /// without it, unless it is an error.
  package var outputSchema: JSONObject?
  /// nil if there is nothing to hint at.
  package var annotations: ToolAnnotations?
  /// Whether a call may become a task where the client asks for one (`execution.taskSupport`, 2025-11-25).
  package var mayBecomeTask: Bool

  /// A tool with what its schema requires; the rest is optional.
  package init(
    name: String, title: String? = nil, description: String, inputSchema: JSONObject,
    outputSchema: JSONObject? = nil, annotations: ToolAnnotations? = nil, mayBecomeTask: Bool = false
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.inputSchema = inputSchema
    self.outputSchema = outputSchema
    self.annotations = annotations
    self.mayBecomeTask = mayBecomeTask
  }

  /// With the members that `version` knows, and no nulls: a null member costs some clients every tool.
  package func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["name": .string(name)]
    if version.hasTitles { json["title"] = title.map(JSONValue.string) }
    json["description"] = .string(description)
    json["inputSchema"] = .object(inputSchema)
    if version.hasStructuredContent { json["outputSchema"] = outputSchema.map(JSONValue.object) }
    if version.hasToolAnnotations { json["annotations"] = annotations.map { .object($0.json) } }
    if version.hasCoreTasks, mayBecomeTask { json["execution"] = ["taskSupport": "optional"] }
    return json
  }
}

/// Hints on what a tool does (`ToolAnnotations` of the schema); a nil hint is left to the client's default.
package struct ToolAnnotations: Sendable, Equatable {
  /// The name for people, of the versions before `Tool.title`. nil: the tool's own name.
  package var title: String?
  /// Whether the tool changes nothing. nil: false, it may change something.
  package var readOnlyHint: Bool?
  /// Whether a change may destroy something, instead of only adding to it; means nothing for a tool that only
  /// reads. nil: true.
  package var destructiveHint: Bool?
  /// Whether a second call with the same arguments changes nothing more; means nothing for a tool that only reads.
  /// nil: false.
  package var idempotentHint: Bool?
  /// Whether the tool deals with an open world, such as the web, instead of a closed one. nil: true.
  package var openWorldHint: Bool?

  /// The hints that are known.
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
