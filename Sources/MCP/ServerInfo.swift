import JSON

/// What the server says about itself.
package struct ServerInfo: Sendable {
  /// The name for programs.
  package var name: String
  /// The name for people.
  package var title: String
  /// The version of the program, not of the protocol.
  package var version: String
  private let currentInstructions: @Sendable () -> String?

  /// A server as `initialize` and `server/discover` describe it.
  ///
  /// - Parameter instructions: How a model should use this server's tools; made anew for each client that asks.
  package init(
    name: String, title: String, version: String,
    instructions: @autoclosure @escaping @Sendable () -> String? = nil
  ) {
    self.name = name
    self.title = title
    self.version = version
    currentInstructions = instructions
  }

  /// How a model should use this server's tools, as they are now.
  var instructions: String? { currentInstructions() }

  /// The `Implementation` of `version`'s schema.
  func implementation(for version: ProtocolVersion) -> JSONObject {
    var json: JSONObject = ["name": .string(name)]
    if version.hasTitles { json["title"] = .string(title) }
    json["version"] = .string(self.version)
    return json
  }
}
