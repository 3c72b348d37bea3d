import JSON

/// Something that can be read (`Resource`).
package struct Resource: Sendable, Hashable {
  package let uri: String
  package let name: String
  package var title: String?
  package var description: String?
  package var mimeType: String?

  package init(
    uri: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil
  ) {
    self.uri = uri
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
  }

  func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["uri": .string(uri), "name": .string(name)]
    if version.hasTitles { json["title"] = title.map(JSONValue.string) }
    json["description"] = description.map(JSONValue.string)
    json["mimeType"] = mimeType.map(JSONValue.string)
    return json
  }
}
