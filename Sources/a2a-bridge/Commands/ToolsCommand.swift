import ArgumentParser
import Bridging
import JSON
import MCP

/// `a2a-bridge tools`: the tools as a host sees them.
struct ToolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools", abstract: "List the tools that a host would see.")

  @OptionGroup var options: BridgeOptions

  @Flag(help: "Print the whole list as JSON, as in the answer to tools/list.")
  var json = false

  func run() async throws {
    let (settings, logger) = try options.load()
    let bridge = Bridge(settings, logger: logger)
    await bridge.askAgents()
    let tools = bridge.knownTools
    if json {
      Console.print(JSONValue.array(tools.map { .object($0.json(for: .july2026)) }))
    } else {
      for tool in tools {
        let firstLine = tool.description.prefix { $0 != "\n" }
        Console.print("\(tool.name)\n    \(firstLine)")
      }
    }
    if tools.isEmpty {
      let failure = bridge.reports.lazy.compactMap(\.failure).first
      throw CommandFailure(
        failure.map { ExitStatus($0) } ?? .failed, "No tools. Try: a2a-bridge check")
    }
  }
}
