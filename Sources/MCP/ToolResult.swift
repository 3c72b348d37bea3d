package import JSON

/// What a tool answers.
package struct ToolResult: Sendable, Equatable {
  /// What models read.
  package var content: [ContentBlock]
  /// Whether the call failed in a way the model should read about, in `content`.
  package var isError: Bool
  /// The result as data, for a tool with an output schema; it must conform to that. Many hosts then drop `content`.
  package var structuredContent: JSONObject?
  /// For programs; models do not see it.
  package var meta: JSONObject?

  /// A result, of success unless `isError`.
  package init(
    content: [ContentBlock], isError: Bool = false, structuredContent: JSONObject? = nil,
    meta: JSONObject? = nil
  ) {
    self.content = content
    self.isError = isError
    self.structuredContent = structuredContent
    self.meta = meta
  }

  /// The members of a `CallToolResult`. `content` is there even if empty: clients fail without it.
  package func json(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["content": .array(content.map { .object($0.json(for: version)) })]
    if version.hasStructuredContent { json["structuredContent"] = structuredContent.map(JSONValue.object) }
    if isError { json["isError"] = true }
    json["_meta"] = meta.map(JSONValue.object)
    return json
  }
}

/// One piece of a tool's answer.
package enum ContentBlock: Sendable, Equatable {
  /// Words, for the model; not Markdown by definition, though many hosts show them so.
  case text(String)
  /// A picture, of a type that models can see. `data` is standard base64, padded, in one line; clients lose the whole
  /// result over anything else.
  case image(data: String, mimeType: String)
  /// A sound, `data` as with images. A version without audio gets a sentence instead.
  case audio(data: String, mimeType: String)
  /// Something that can be read as a resource. A version without links gets a sentence instead.
  case link(Resource)

  func json(for version: ProtocolVersion) -> JSONObject {
    switch self {
    case .text(let text): ["type": "text", "text": .string(text)]
    case .image(let data, let mimeType): Self.media("image", data, mimeType)
    case .audio(let data, let mimeType) where version.hasAudio: Self.media("audio", data, mimeType)
    case .audio(let data, let mimeType):
      // An unknown type would cost the client the whole result.
      Self.text("[audio left out: \(mimeType), \(Self.byteCount(base64: data)) bytes]").json(for: version)
    case .link(let resource) where version.hasResourceLinks:
      Self.link(resource.json(for: version))
    case .link(let resource):
      Self.text("[resource \(resource.title ?? resource.name): \(resource.uri)]").json(for: version)
    }
  }

  private static func media(_ type: JSONValue, _ data: String, _ mimeType: String) -> JSONObject {
    ["type": type, "data": .string(data), "mimeType": .string(mimeType)]
  }

  private static func link(_ resource: JSONObject) -> JSONObject {
    var json: JSONObject = ["type": "resource_link"]
    for member in resource { json[member.name] = member.value }
    return json
  }

  private static func byteCount(base64: String) -> Int {
    base64.utf8.count / 4 * 3 - base64.utf8.reversed().prefix(2).count { $0 == UInt8(ascii: "=") }
  }
}
