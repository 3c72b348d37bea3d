import MCP

extension BridgeTools: ResourceProvider {
  func resources() -> [Resource] { [] }
  func resourceTemplates() -> [ResourceTemplate] { [] }
  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] {
    throw .notFound("there is no such resource")
  }
  func watch(_ uri: String, onChange: @Sendable () -> Void) async {}
}
