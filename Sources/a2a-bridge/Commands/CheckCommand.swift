import ArgumentParser
import Bridging
import JSON
import Logging
import Settings
import Telemetry

/// `a2a-bridge check`: is everything as it should be, and if not, what to do.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration and every agent: one line a finding, with its fix.")

  @OptionGroup var options: BridgeOptions

  @Flag(help: "Print the findings as a JSON array.")
  var json = false

  func run() async throws {
    let (settings, logger) = try options.load(logsFindings: false)
    var quiet = logger
    quiet.logLevel = .critical  // What there is to say is said as findings.
    let bridge = Bridge(settings, logger: quiet)
    // Before anything is written to it.
    let auditFinding = bridge.auditFinding
    await bridge.askAgents()
    let reports = bridge.reports
    let probes = await bridge.probeInterfaces()
    let signIns = AgentSignIn.findings(settings)
    let findings =
      settings.findings.map { Finding($0) } + reports.flatMap(\.findings) + signIns
      + probes.flatMap(\.findings)
      + [bridge.toolFinding, auditFinding, bridge.pinFinding].compactMap(\.self)
    if json {
      Console.print(JSONValue.array(findings.map(\.json)))
    } else {
      for finding in findings { Console.print(finding.line) }
    }
    if let failure = (reports.map(\.failure) + probes.map(\.failure)).lazy.compactMap(\.self).first {
      throw CommandFailure(ExitStatus(failure), "Not all agents can be used.")
    }
    if !signIns.isEmpty { throw CommandFailure(.auth, "Not all agents can be used.") }
    if findings.contains(where: { $0.severity == .error }) {
      throw CommandFailure(.failed, "Not all is as it should be.")
    }
  }
}
