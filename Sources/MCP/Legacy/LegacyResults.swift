import JSON

/// The results that only the handshake era has.
enum LegacyResults {
  /// `InitializeResult`
  static func initialize(_ info: ServerInfo, as version: ProtocolVersion) -> JSONObject {
    var result: JSONObject = [
      "protocolVersion": .string(version.rawValue),
      "capabilities": ["tools": version.hasQuietListChanges ? [:] : ["listChanged": true]],
      "serverInfo": .object(info.implementation(for: version)),
    ]
    if version.hasCoreTasks {
      var capabilities = result["capabilities"]?.object ?? [:]
      capabilities["tasks"] = tasks
      result["capabilities"] = .object(capabilities)
    }
    result["instructions"] = info.instructions.map(JSONValue.string)
    return result
  }

  /// The part of the capabilities that is about tasks (2025-11-25).
  static let tasks: JSONValue = ["cancel": [:], "requests": ["tools": ["call": [:]]]]

  static let empty: JSONObject = [:]
}
