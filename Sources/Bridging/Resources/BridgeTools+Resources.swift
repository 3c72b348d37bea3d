import MCP
import Telemetry

extension BridgeTools: ResourceProvider {
  private var agentResources: AgentResources {
    AgentResources(directory: directory, ledger: runner.ledger, timing: runner.timing)
  }

  func resources() -> [Resource] { agentResources.cards }

  func resourceTemplates() -> [ResourceTemplate] { AgentResources.templates }

  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] {
    try await agentResources.read(uri)
  }

  func watch(_ uri: String, onChange: @Sendable () -> Void) async {
    await agentResources.watch(uri, onChange: onChange)
  }
}
