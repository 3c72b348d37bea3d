import ArgumentParser
import Bridging
import Logging
import Settings
import Telemetry

/// The options of every command that speaks with agents.
struct BridgeOptions: ParsableArguments {
  @Argument(
    help: "Agents: base URLs, or their cards' URLs or files. Without any, bridge.json says which.")
  var urls: [String] = []

  @OptionGroup var shared: SharedOptions

  /// The settings in force: the URLs' or the file's, with flags and environment on top.
  ///
  /// - Parameter logsFindings: Whether the log hears what was found; false for those who say it themselves.
  func load(logsFindings: Bool = true) throws(CommandFailure) -> (settings: BridgeSettings, logger: Logger) {
    try shared.load(urls: urls, logsFindings: logsFindings)
  }

  /// The same without a log.
  func settings() throws(CommandFailure) -> BridgeSettings { try shared.settings(urls: urls) }
}

/// Where the configuration is, and what flags change of it.
struct SharedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "How long a call waits for its task: 50s, 5m, or terminal, which is until it has ended.",
      valueName: "duration"))
  var wait: WaitLimit?

  @Option(help: "How much is logged: trace, debug, info, notice, warning, error or critical.")
  var logLevel: LogLevel?

  @Option(help: ArgumentHelp("Where known cards, accepted cards and sign-ins are kept.", valueName: "folder"))
  var stateDir: String?

  func load(urls: [String], logsFindings: Bool) throws(CommandFailure) -> (
    settings: BridgeSettings, logger: Logger
  ) {
    let settings = try settings(urls: urls)
    let logger = try logger(settings)
    if logsFindings {
      for finding in settings.findings {
        logger.log(level: finding.severity == .error ? .error : .warning, "\(finding)")
      }
    }
    return (settings, logger)
  }

  func settings(urls: [String]) throws(CommandFailure) -> BridgeSettings {
    let environment = Environment.current
    let stateDirectory = stateDir.flatMap { $0.isEmpty ? nil : $0 }
    let flags = Overrides(logLevel: logLevel, stateDirectory: stateDirectory, wait: wait)
    guard urls.isEmpty || config == nil else {
      throw CommandFailure(
        .usage,
        "Either agents by their URLs, or a configuration file: nothing of \(config ?? "") would count.")
    }
    do throws(SettingsError) {
      if !urls.isEmpty {
        return try BridgeSettings(
          urls: urls, overrides: flags, environment: environment, redaction: Console.redaction)
      }
      if let file = ConfigurationFile.discovered(flag: config, environment: environment) {
        return try BridgeSettings(
          file: file, overrides: flags, environment: environment, redaction: Console.redaction)
      }
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    throw CommandFailure(.usage, "No agents: name one by its URL, or write a bridge.json (see --help).")
  }

  private func logger(_ settings: BridgeSettings) throws(CommandFailure) -> Logger {
    do throws(LogFileError) {
      return try LogOutput(options: settings.logging, redaction: settings.redaction)
        .logger(label: "a2a-bridge")
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
  }
}

extension WaitLimit: ExpressibleByArgument {
  /// Reads what stands on the command line.
  public init?(argument: String) { self.init(argument) }
}

extension LogLevel: ExpressibleByArgument {}
