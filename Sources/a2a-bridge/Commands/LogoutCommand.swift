import ArgumentParser
import Bridging

/// `a2a-bridge logout`: forgets that the user has signed in for an agent.
struct LogoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout",
    abstract: "Forget the sign-in for an agent on this machine.",
    discussion:
      "The server is not told: what it has given out ends there in its own time, or where you end it.")

  @Argument(help: "The agent's name in bridge.json.")
  var agent: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let (settings, logger) = try shared.load(urls: [], logsFindings: true)
    let signIn: AgentSignIn
    do throws(AgentSignIn.Invalid) {
      signIn = try AgentSignIn(agent, in: settings, logger: logger)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    Console.complain(
      signIn.end()
        ? "Signed out of \(signIn.label) on this machine." : "Nobody was signed in for \(signIn.label).")
  }
}
