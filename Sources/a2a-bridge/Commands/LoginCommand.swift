import ArgumentParser
import Auth
import Bridging
import Glibc

/// `a2a-bridge login`: lets the user sign in for an agent.
struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Sign in for an agent whose \"auth\" is authorizationCode or deviceCode.",
    discussion: """
      What comes of it is kept in the state directory, for you alone, and renewed without you for as long as the server \
      allows it.
      """)

  @Argument(help: "The agent's name in bridge.json.")
  var agent: String

  @OptionGroup var shared: SharedOptions

  @Flag(inversion: .prefixedNo, help: "Open the page in a browser, if there is a terminal to see it from.")
  var browser = true

  func run() async throws {
    let (settings, logger) = try shared.load(urls: [], logsFindings: true)
    let signIn: AgentSignIn
    do throws(AgentSignIn.Invalid) {
      signIn = try AgentSignIn(agent, in: settings, logger: logger)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    let opens = browser && isatty(STDIN_FILENO) != 0
    let outcome: SignIn.Outcome
    do throws(OAuthFailure) {
      outcome = try await signIn.run { prompt in
        Console.ask(prompt.words(for: signIn.label))
        if opens, case .browser(let page) = prompt { Browser.open(page) }
      }
    } catch {
      throw CommandFailure(ExitStatus(error), "Not signed in for \(signIn.label): \(error).")
    }
    Console.complain(outcome.words(for: signIn.label))
  }
}
