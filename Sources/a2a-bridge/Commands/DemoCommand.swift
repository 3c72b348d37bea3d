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

  @Option(
    name: .customLong("binding"),
    help: ArgumentHelp(
      "A binding that the agent offers: jsonrpc, rest or grpc. Repeat it for more, the preferred one first.",
      valueName: "binding"))
  var bindings: [DemoAgent.Binding] = []

  @Option(help: ArgumentHelp("A bearer token that the agent demands.", visibility: .hidden))
  var token: String?

  @Option(help: ArgumentHelp("How many skills the agent has.", visibility: .hidden))
  var skills: Int?

  @Option(help: ArgumentHelp("Milliseconds between the steps of slow skills.", visibility: .hidden))
  var step = 150

  @Flag(help: ArgumentHelp("The agent does not stream.", visibility: .hidden))
  var noStreaming = false

  @Flag(help: ArgumentHelp("The agent tells webhooks on this machine what happens.", visibility: .hidden))
  var push = false

  @Flag(help: ArgumentHelp("The agent signs what it tells webhooks.", visibility: .hidden))
  var signPushes = false

  @Option(help: ArgumentHelp("The most tasks on one page of a list.", visibility: .hidden))
  var pages: Int?

  @Option(
    help: ArgumentHelp(
      "The URI of an extension that every call has to claim.", valueName: "uri", visibility: .hidden))
  var requiresExtension: String?

  func validate() throws {
    guard pages ?? 1 > 0 else { throw ValidationError("A page has at least one task.") }
  }

  func run() async throws {
    let agent = DemoAgent(
      version: speaks, bindings: bindings.isEmpty ? DemoAgent.Binding.allCases : bindings,
      pace: Pace(step: .milliseconds(step)), requiredToken: token, skillCount: skills, features: features)
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

  private var features: Features {
    var features = Features()
    features.streams = !noStreaming
    features.pushes = push
    features.signsPushes = signPushes
    features.requiredExtension = requiresExtension
    if let pages { features.tasksPerPage = pages }
    return features
  }

  private func wait(_ url: String) async throws {
    Console.print(url)
    Console.complain("The agent runs. In another terminal: a2a-bridge tools \(url)")
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }
}

extension DemoAgent.Version: ExpressibleByArgument {}

extension DemoAgent.Binding: ExpressibleByArgument {}
