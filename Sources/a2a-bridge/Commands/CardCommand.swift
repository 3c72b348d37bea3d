import ArgumentParser
import Bridging
import JSON
import Settings
import Telemetry

/// `a2a-bridge card`: what an agent says of itself, and what the bridge makes of it.
struct CardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "Show an agent's card and how the bridge would reach it.")

  @OptionGroup var options: BridgeOptions

  @Flag(help: "Print the card itself, as the agent wrote it.")
  var json = false

  func run() async throws {
    let (settings, logger) = try options.load()
    let bridge = Bridge(settings, logger: logger)
    await bridge.askAgents()
    let reports = bridge.reports
    for report in reports {
      if json, let document = report.document { Console.print(document) }
      if !json { Console.print(report.lines.joined(separator: "\n")) }
    }
    if let failed = reports.first(where: { $0.failure != nil }), let failure = failed.failure {
      let words = failed.lines.joined(separator: "\n")
      throw CommandFailure(ExitStatus(failure), json ? words : "Not all agents can be used.")
    }
  }
}

extension ExitStatus {
  /// How a command ends whose agent can't be used.
  init(_ failure: AgentReport.Failure) {
    self =
      switch failure {
      case .credentials: .auth
      case .noCard: .unreachable
      case .unusable, .configuration: .failed
      }
  }
}
