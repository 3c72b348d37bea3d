import ArgumentParser
import Auth
import Bridging

/// `a2a-bridge logout`: forgets that the user has signed in for an agent.
struct LogoutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout",
    abstract: "Forget the sign-in for an agent on this machine.",
    discussion:
      "The server is not told: what it has given out ends there in its own time, or where you end it.")

  @Argument(help: "The agent's name in bridge.json.")
  var agent: String

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    let (settings, logger) = try shared.load(urls: [], logsFindings: true)
    let signOut: AgentSignOut
    do throws(AgentSignIn.Invalid) {
      signOut = try AgentSignOut(agent, in: settings, logger: logger)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    do throws(OAuthFailure) {
      Console.complain(
        try await signOut.run()
          ? "Signed out of \(signOut.label) on this machine." : "Nobody was signed in for \(signOut.label).")
    } catch {
      throw CommandFailure(ExitStatus(error), "Not signed out of \(signOut.label): \(error).")
    }
  }
}
