import JSON

/// The results that only the handshake era has.
enum LegacyResults {
  /// `InitializeResult`
  static func initialize(_ info: ServerInfo, as version: ProtocolVersion) -> JSONObject {
    var result: JSONObject = [
      "protocolVersion": .string(version.rawValue),
      "capabilities": .object(capabilities(of: version)),
      "serverInfo": .object(info.implementation(for: version)),
    ]
    result["instructions"] = info.instructions.map(JSONValue.string)
    return result
  }

  /// What is listed has changed as often as anywhere, but a client that it blocks is not told.
  private static func capabilities(of version: ProtocolVersion) -> JSONObject {
    let list: JSONObject = version.hasQuietListChanges ? [:] : ["listChanged": true]
    var resources: JSONObject = ["subscribe": true]
    for member in list { resources[member.name] = member.value }
    var capabilities: JSONObject = [
      "tools": .object(list), "prompts": .object(list), "resources": .object(resources),
    ]
    if version.hasCompletions { capabilities["completions"] = [:] }
    if version.hasCoreTasks { capabilities["tasks"] = tasks }
    return capabilities
  }

  private static let tasks: JSONValue = ["cancel": [:], "requests": ["tools": ["call": [:]]]]

  static let empty: JSONObject = [:]
}
