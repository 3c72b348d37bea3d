import JSON

/// What the server says about itself.
package struct ServerInfo: Sendable, Equatable {
  /// The name for programs.
  package var name: String
  /// The name for people.
  package var title: String
  /// The version of the program, not of the protocol.
  package var version: String
  /// How a model should use this server's tools.
  package var instructions: String?

  /// A server as `initialize` and `server/discover` describe it.
  package init(name: String, title: String, version: String, instructions: String? = nil) {
    self.name = name
    self.title = title
    self.version = version
    self.instructions = instructions
  }

  /// The `Implementation` of `version`'s schema.
  func implementation(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["name": .string(name)]
    if version.hasTitles { json["title"] = .string(title) }
    json["version"] = .string(self.version)
    return json
  }
}
