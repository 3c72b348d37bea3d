import ArgumentParser
import JSON
import Settings

/// `a2a-bridge config`: what the configuration means.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show the settings in force.", subcommands: [Show.self])

  /// `a2a-bridge config show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print every setting as it applies to each agent, with (secret) in place of secrets.",
      discussion: """
        The output is a bridge.json itself: without its secrets, but with every default, flag and variable filled in. \
        What is worth knowing about it is said on standard error. No agent is asked anything.
        """)

    @OptionGroup var options: BridgeOptions

    func run() throws {
      let settings = try options.settings()
      for finding in settings.findings { Console.complain("\(finding)") }
      Console.print(settings.shown, isIndented: true)
    }
  }
}
