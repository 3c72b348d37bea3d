import Auth
import Glibc

/// The ways out of the process, on which nothing that it has started stays behind.
enum Leaving {
  /// Ends the process after what it has to say is written.
  static func exit(_ status: CInt) -> Never {
    RunningPrograms.ofThisProcess.end()
    Glibc.exit(status)
  }

  /// Ends the process at once.
  static func atOnce(_ status: CInt) -> Never {
    RunningPrograms.ofThisProcess.end()
    _exit(status)
  }
}
