import ArgumentParser
import Bridging
import Logging
import Settings

/// `a2a-bridge pin`: what agents' cards say otherwise than when they were accepted, and accepting it.
struct PinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Show what has changed of an agent's card since it was accepted, and accept it.",
    discussion: """
      The first card of an agent counts as accepted. What changes afterwards is shown here; with "card": {"onChange": \
      "pin"} in bridge.json it is withheld until it is accepted. Other addresses, security schemes and signing keys \
      always are, unless the agent runs on this machine. What was shown here is what --accept accepts: a card that has \
      become another since is shown first.
      """)

  @Argument(help: "The agent: its name in bridge.json, or its URL. Without any, all of them.")
  var agent: String?

  @Flag(help: "Accept what the card says now.")
  var accept = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    let (settings, logger, isChosen) = try load()
    var quiet = logger
    quiet.logLevel = .critical  // What there is to say is said here.
    let bridge = Bridge(settings, logger: quiet)
    await bridge.askAgents()
    let reports = bridge.pins.filter { isChosen || $0.name == agent || $0.word == agent }
    guard !reports.isEmpty else {
      let names = settings.agents.map(\.label).joined(separator: ", ")
      throw CommandFailure(
        .usage, "There is no agent \"\(agent ?? "")\" in the configuration; there are: \(names)")
    }
    if accept, let agent, reports.count > 1 {
      let places = reports.map(\.address).joined(separator: ", ")
      throw CommandFailure(
        .usage,
        "Several agents are called \"\(agent)\"; nothing is accepted. Name one by its address: \(places)")
    }
    var failure: CommandFailure?
    for report in reports {
      Console.print(report.lines.joined(separator: "\n"))
      guard report.hasChanges else { continue }
      if !accept {
        bridge.noteShown(report)
      } else if let refusal = await accept(report, bridge) {
        failure = refusal
      }
    }
    if let failure { throw failure }
    if let unknown = reports.first(where: { $0.failure != nil }), let failure = unknown.failure {
      throw CommandFailure(ExitStatus(failure), "The card of \(unknown.name) could not be had.")
    }
  }

  /// Accepts what is shown, if it is what was shown before.
  private func accept(_ report: PinReport, _ bridge: Bridge) async -> CommandFailure? {
    guard !report.isOtherThanShown else {
      bridge.noteShown(report)
      return CommandFailure(
        .failed,
        "Not accepted: the card of \(report.name) is not the one that was shown last. If this one is right, run the same command again."
      )
    }
    let (obstacle, rest) = await bridge.accept(report)
    if let obstacle {
      return CommandFailure(.failed, "Not accepted, because it can't be kept: \(obstacle)")
    }
    guard rest.hasChanges else {
      Console.print("  accepted")
      return nil
    }
    Console.print("  accepted; its other card, for those it knows, says more:")
    Console.print(rest.lines.joined(separator: "\n"))
    bridge.noteShown(rest)
    return CommandFailure(
      .failed,
      "The other card of \(report.name) is not accepted yet. If it is right, run the same command again.")
  }

  /// The agents that are meant, as far as that can be told before they have said their names. A URL that no agent is
  /// configured under is one itself.
  private func load() throws(CommandFailure) -> (settings: BridgeSettings, logger: Logger, isChosen: Bool) {
    guard let agent else {
      let (settings, logger) = try shared.load(urls: [], logsFindings: true)
      return (settings, logger, true)
    }
    let isURL = agent.utf8.contains(UInt8(ascii: ":"))
    do throws(CommandFailure) {
      let (all, logger) = try shared.load(urls: [], logsFindings: true)
      var settings = all
      let named = all.agents.filter { $0.name == agent || $0.url == agent || $0.label == agent }
      if !named.isEmpty { settings.agents = named }
      if !named.isEmpty || !isURL { return (settings, logger, !named.isEmpty) }
    } catch {
      guard isURL else { throw error }
    }
    let (settings, logger) = try shared.load(urls: [agent], logsFindings: true)
    return (settings, logger, true)
  }
}
