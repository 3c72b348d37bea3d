package import MCP

/// What the program says that it is.
package enum BridgeVersion {
  package static let current = "0.1.0"
}

extension ServerInfo {
  /// The bridge as MCP clients see it.
  package static let bridge = ServerInfo(
    name: "a2a-bridge", title: "A2A bridge", version: BridgeVersion.current,
    instructions: """
      Each tool is a skill of a remote agent. An agent sees only what you write into `message`: give it all it needs. \
      Every result ends in a line [a2a agent=… task=… context=… state=…]: pass context_id to continue a conversation, \
      task_id to answer an agent's question. When state=working, call a2a_task_wait with agent and task_id.
      """)
}
