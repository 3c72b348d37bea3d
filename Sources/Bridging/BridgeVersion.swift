package import MCP

/// What the program says that it is.
package enum BridgeVersion {
  package static let current = "0.1.0"
}

extension ServerInfo {
  /// The bridge as MCP clients see it, before its agents are known.
  package static let bridge = ServerInfo(
    name: "a2a-bridge", title: "A2A bridge", version: BridgeVersion.current)

  /// The same with words on the agents of `directory`, as far as they are known when somebody asks.
  func presenting(_ directory: AgentDirectory, _ discretion: Discretion) -> ServerInfo {
    ServerInfo(
      name: name, title: title, version: version,
      instructions: discretion.clean(Instructions(directory).text))
  }
}
