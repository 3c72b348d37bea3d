import Glibc
private import Synchronization

/// The programs that run for their output: they end with this process.
package final class RunningPrograms: Sendable {
  /// Those of this process. There is one for all, since whoever leaves the process knows nothing of who has started what.
  package static let ofThisProcess = RunningPrograms()

  private struct State {
    /// The process groups of those that nobody has waited for yet.
    var groups: Set<pid_t> = []
    var isOver = false
  }

  private let state = Mutex(State())

  /// Kills them all with what they have started, and has no more started: for who is about to leave the process.
  package func end() {
    state.withLock { state in
      state.isOver = true
      for group in state.groups { Glibc.kill(-group, SIGKILL) }
      state.groups = []
    }
  }

  /// Takes note of a program.
  ///
  /// - Parameter body: Starts it, in a group of its own.
  func start(_ body: () throws(ProgramStart.Failure) -> pid_t) throws(ProgramStart.Failure) -> pid_t {
    try state.withLock { (state) throws(ProgramStart.Failure) in
      guard !state.isOver else { throw ProgramStart.Failure(reason: "this process is about to end") }
      let process = try body()
      state.groups.insert(process)
      return process
    }
  }

  /// Looks whether a program has ended, and forgets it then: its number may be anybody's from then on.
  ///
  /// - Returns: the same as `waitpid`, which does not wait here.
  func look(at process: pid_t) -> (code: pid_t, status: CInt) {
    state.withLock { state in
      var status: CInt = 0
      let code = unsafe waitpid(process, &status, WNOHANG)
      if code != 0 { state.groups.remove(process) }
      return (code, status)
    }
  }

  /// Kills a program that nobody has waited for, with what it has started, and waits for it.
  func kill(_ process: pid_t) {
    state.withLock { state in
      state.groups.remove(process)
      Glibc.kill(-process, SIGKILL)
    }
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }
}
