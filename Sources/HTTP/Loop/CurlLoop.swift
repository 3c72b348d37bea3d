import Synchronization

/// Runs every transfer of one client on one thread, the only one that ever touches its libcurl handles.
///
/// Other threads post commands and wake the loop; commands carry values, never handles. Between transfers the thread
/// runs tasks, if they prefer it: what a response wakes then goes on without a change of thread.
final class CurlLoop: TaskExecutor {
  /// How often in a row tasks may be run, each time making others ready, before the sockets are looked at again.
  private static let jobRounds = 16

  private let inbox = Mutex(Inbox())
  private let thread = Mutex<DedicatedThread?>(nil)
  private let lastID = Atomic<UInt64>(0)
  private let setup: ClientSetup
  private let newWaker: @Sendable () -> Waker?

  /// A loop whose thread starts with its first transfer.
  init(_ setup: ClientSetup, newWaker: @escaping @Sendable () -> Waker? = { Waker() }) {
    self.setup = setup
    self.newWaker = newWaker
  }

  deinit {
    // A task may have launched it once more after `stop`; its end held the loop, so there is nothing to wait for.
    thread.withLock { $0.take() }?.detach()
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

  /// Ends every transfer, the connections and the thread, and waits for that, unless it is the thread itself that
  /// calls: a task that ran here may have held the client last.
  func stop() {
    post(.stop)
    thread.withLock { $0.take() }?.joinUnlessCurrent()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    switch inbox.withLock({ $0.post(job) }) {
    case .nothing: break
    case .wake(let waker): waker.wake()
    case .launch: launch()
    case .refuse: runElsewhere([job])
    }
  }

  /// A task must go on although the loop can't run it.
  private func runElsewhere(_ jobs: [UnownedJob]) {
    for job in jobs { globalConcurrentExecutor.enqueue(job) }
  }

  private func post(_ command: Inbox.Command) {
    if case .wake(let waker) = inbox.withLock({ $0.post(command) }) { waker.wake() }
  }

  /// Starts the thread, perhaps again, after one that could not run.
  ///
  /// The inbox asks for one launch at a time, and for the next only when the thread of the last has told it that
  /// it failed. That thread may be the very one that launches, for what it refuses may wake a task that wants to run
  /// here; then it goes on to its end alone. If another thread launches, the one waited for is asked for no launch
  /// any more, so it never waits for this lock.
  private func launch() {
    let isRunning = thread.withLock { thread in
      thread?.joinUnlessCurrent()
      thread = DedicatedThread(name: "http-loop") { [self] in run() }
      return thread != nil
    }
    if !isRunning { fail("The system has no thread to give") }
  }

  /// Refuses what is waiting; the next transfer tries anew.
  private func fail(_ reason: String) {
    let work = inbox.withLock { $0.fail() }
    for case .start(let start) in work.commands { start.refuse(HTTPError(.other, reason)) }
    runElsewhere(work.jobs)
  }

  // MARK: The loop's thread

  private func run() {
    guard let waker = newWaker(), let engine = Engine(setup) else {
      return fail("The system has no descriptor or memory to give")
    }
    var rounds = 0
    while true {
      var work = inbox.withLock { $0.takeOrSleep(waker) }
      if work.isEmpty {
        engine.wait(waker)
        work = inbox.withLock { $0.take() }
        rounds = 0
      } else if work.commands.isEmpty, rounds < Self.jobRounds {
        rounds += 1
        run(work.jobs)
        continue
      }
      run(work.jobs)
      rounds = 0
      guard engine.turn(work.commands) else { break }
    }
    engine.endAll(HTTPError.Cause.cancelled, "The client has been closed")
    let rest = inbox.withLock { $0.stop() }
    for case .start(let start) in rest.commands {
      start.refuse(HTTPError(.cancelled, "The client has been closed"))
    }
    runElsewhere(rest.jobs)
  }

  private func run(_ jobs: [UnownedJob]) {
    let executor = unsafe asUnownedTaskExecutor()
    for job in jobs { unsafe job.runSynchronously(on: executor) }
  }
}
