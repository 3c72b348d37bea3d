import JSON

/// Many things that can be read, told apart by what their URIs hold (`ResourceTemplate`).
package struct ResourceTemplate: Sendable, Hashable {
  /// RFC 6570, of simple expressions: `a2a://{agent}/task/{taskId}`.
  package let uriTemplate: String
  package let name: String
  package var title: String?
  package var description: String?
  package var mimeType: String?

  package init(
    uriTemplate: String, name: String, title: String? = nil, description: String? = nil,
    mimeType: String? = nil
  ) {
    self.uriTemplate = uriTemplate
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
  }

  /// With the members that `version` knows, and no nulls.
  func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["uriTemplate": .string(uriTemplate), "name": .string(name)]
    if version.hasTitles { json["title"] = title.map(JSONValue.string) }
    json["description"] = description.map(JSONValue.string)
    json["mimeType"] = mimeType.map(JSONValue.string)
    return json
  }
}
