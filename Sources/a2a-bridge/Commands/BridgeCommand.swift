import ArgumentParser
import Bridging

/// The program's commands.
struct BridgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "a2a-bridge",
    abstract: "Gives MCP hosts the skills of remote A2A agents as tools.",
    discussion: """
      A host starts "a2a-bridge serve" and talks MCP with it over standard input and output. The other commands show \
      on a terminal what a host would see. Agents are named by URL, or in bridge.json: --config, A2A_BRIDGE_CONFIG, or \
      ~/.config/a2a-bridge/bridge.json.
      """,
    version: BridgeVersion.current,
    subcommands: [
      ServeCommand.self, ToolsCommand.self, CallCommand.self, CardCommand.self, CheckCommand.self,
      TaskCommand.self, PinCommand.self, LoginCommand.self, LogoutCommand.self, AuditCommand.self,
      ConfigCommand.self, DemoCommand.self, CompletionsCommand.self,
    ])
}
