/// How the program ends, for scripts (the table of the A2A project's own command line).
enum ExitStatus: Int32 {
  case success = 0
  case failed = 1
  case usage = 2
  /// The agent can't be reached, or there is no card where one should be.
  case unreachable = 3
  case auth = 4
  case timeout = 5
}

/// A signal has ended a command, which has nothing to say about it.
struct Interruption: Error {
  let exitStatus: Int32
}

/// Why a command failed: one or two lines for the user.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
