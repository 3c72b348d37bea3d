import ArgumentParser
import DemoAgent
import JSON

/// `a2a-bridge demo`: a remote agent, the bridge before it, and a host that calls the tools, all on this machine.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the bridge at work with a built-in agent, every line both ways.")

  @Flag(help: "Only run the agent, until interrupted, for a host to try.")
  var serve = false

  @Option(help: "The port on which the agent listens; 0 is a free one.")
  var port = 0

  @Option(help: ArgumentHelp("The version of A2A that the agent speaks: 1.0 or 0.3.", valueName: "version"))
  var speaks = DemoAgent.Version.v10

  @Option(help: ArgumentHelp("A bearer token that the agent demands.", visibility: .hidden))
  var token: String?

  @Option(help: ArgumentHelp("How many skills the agent has.", visibility: .hidden))
  var skills: Int?

  @Option(help: ArgumentHelp("Milliseconds between the steps of slow skills.", visibility: .hidden))
  var step = 150

  func run() async throws {
    let agent = DemoAgent(
      version: speaks, pace: Pace(step: .milliseconds(step)), requiredToken: token, skillCount: skills)
    do {
      try await agent.withRunning(port: port) { url in
        if serve { try await wait(url) } else { try DemoShow(url: url).run() }
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }

  private func wait(_ url: String) async throws {
    Console.print(url)
    Console.complain("The agent runs. In another terminal: a2a-bridge tools \(url)")
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }
}

extension DemoAgent.Version: ExpressibleByArgument {}
