import ArgumentParser
import Glibc

/// The program's entry: runs a command, and turns whatever ends it into a sentence and an exit status.
@main enum Program {
  static func main() async {
    // What is opened first would take the place of a stream that is closed, and what is said would go there.
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDWR)
    }
    CrashOutput.withholdMemory(Environment.current)
    // Whoever stops reading gets no more; that is no reason to die before the agents have been told.
    signal(SIGPIPE, SIG_IGN)
    // Whoever has started this program may have ignored it: then nobody could learn how another program has ended.
    signal(SIGCHLD, SIG_DFL)
    let status: ExitStatus
    do {
      var command = try BridgeCommand.parseAsRoot(arguments())
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      status = .success
    } catch let failure as CommandFailure {
      Console.complain(failure.message)
      status = failure.status
    } catch let interruption as Interruption {
      Leaving.exit(interruption.exitStatus)
    } catch {
      status = say(error)
    }
    Leaving.exit(status.rawValue)
  }

  /// A host that starts the program without a word wants a server; a person wants help.
  private static func arguments() -> [String] {
    let arguments = Array(CommandLine.arguments.dropFirst())
    return arguments.isEmpty && isatty(STDIN_FILENO) == 0 ? ["serve"] : arguments
  }

  /// The parser's own words: help and version belong on standard output, mistakes on standard error.
  private static func say(_ error: any Error) -> ExitStatus {
    let message = BridgeCommand.fullMessage(for: error)
    if BridgeCommand.exitCode(for: error) == .success {
      Console.print(message)
      return .success
    }
    Console.complain(message)
    return .usage
  }
}
