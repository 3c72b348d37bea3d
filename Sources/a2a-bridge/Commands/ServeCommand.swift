import ArgumentParser
import Bridging
import MCP

/// `a2a-bridge serve`: what hosts run.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve MCP on standard input and output: the command for a host's configuration.")

  @OptionGroup var options: BridgeOptions

  func run() async throws {
    // First of all, so that nothing but the protocol ever reaches standard output.
    let output = StandardOutput()
    let signals = TerminationSignals()
    let (settings, logger) = try options.load()
    let bridge = Bridge(settings, hops: Environment.hops, logger: logger)
    _ = await bridge.serve(input: StandardInput(), output: output, info: .bridge) { signals.onSignal($0) }
  }
}
