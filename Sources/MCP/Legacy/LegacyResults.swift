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
    result["instructions"] = info.instructions.map(JSONValue.string)
    return result
  }

  static let empty: JSONObject = [:]
}
