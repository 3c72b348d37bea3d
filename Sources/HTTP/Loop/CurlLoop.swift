import Synchronization

/// Runs every transfer of one client on one thread, the only one that ever touches its libcurl handles.
///
/// Other threads post commands and wake the loop; commands carry values, never handles.
final class CurlLoop: Sendable {
  private let inbox = Mutex(Inbox())
  private let thread = Mutex<DedicatedThread?>(nil)
  private let lastID = Atomic<UInt64>(0)
  private let authorities: String?
  private let connectionLimit: Int

  /// A loop whose thread starts with its first transfer.
  init(authorities: String?, connectionLimit: Int) {
    self.authorities = authorities
    self.connectionLimit = connectionLimit
  }

  /// A name for a transfer, so that it can be cancelled from before it starts.
  func reserveID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Begins a transfer. Its sink hears the end in every case, even that of a loop that can't run.
  func start(_ start: Engine.Start) {
    switch inbox.withLock({ $0.post(.start(start)) }) {
    case .nothing: break
    case .wake(let waker): waker.wake()
    case .launch: launch()
    case .refuse: start.refuse(HTTPError(.cancelled, "The client has been closed"))
    }
  }

  /// Goes on receiving what was paused.
  func resume(_ id: UInt64) { post(.resume(id)) }

  /// Ends a transfer at once, wherever it is; does nothing to one that has ended or not begun.
  func cancel(_ id: UInt64) { post(.cancel(id)) }

  /// Ends every transfer, the connections and the thread, and waits for that. Never called on the loop's thread.
  func stop() {
    post(.stop)
    thread.withLock { $0.take() }?.join()
  }

  private func post(_ command: Inbox.Command) {
    if case .wake(let waker) = inbox.withLock({ $0.post(command) }) { waker.wake() }
  }

  /// Starts the thread, perhaps again, after one that could not run.
  ///
  /// Launches exclude each other by the lock on `thread`. Waiting under it is safe: the thread waited for has told
  /// the inbox that it failed, has nothing left to do, and never takes this lock. `stop` doesn't meet a launch,
  /// for whoever launches holds the client.
  private func launch() {
    let isRunning = thread.withLock { thread in
      thread?.join()
      thread = DedicatedThread(name: "http-loop") { [self] in run() }
      return thread != nil
    }
    if !isRunning { fail("The system has no thread to give") }
  }

  /// Refuses what is waiting; the next transfer tries anew.
  private func fail(_ reason: String) {
    for case .start(let start) in inbox.withLock({ $0.fail() }) {
      start.refuse(HTTPError(.other, reason))
    }
  }

  // MARK: The loop's thread

  private func run() {
    guard let waker = Waker(), let engine = Engine(authorities: authorities, connectionLimit: connectionLimit)
    else {
      return fail("The system has no descriptor or memory to give")
    }
    while true {
      var commands = inbox.withLock { $0.takeOrSleep(waker) }
      if commands.isEmpty {
        engine.wait(waker)
        commands = inbox.withLock { $0.take() }
      }
      guard engine.turn(commands) else { break }
    }
    engine.endAll(HTTPError.Cause.cancelled, "The client has been closed")
    for case .start(let start) in inbox.withLock({ $0.stop() }) {
      start.refuse(HTTPError(.cancelled, "The client has been closed"))
    }
  }
}
