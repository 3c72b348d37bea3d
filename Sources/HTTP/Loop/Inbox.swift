/// What other threads ask of the loop, and whether it must be woken for it. A value; `CurlLoop` locks it.
struct Inbox {
  enum Command {
    case start(Engine.Start)
    case resume(UInt64)
    case cancel(UInt64)
    case stop
  }

  /// What has been asked for: of libcurl, and of the thread itself.
  struct Work {
    var commands: [Command] = []
    var jobs: [UnownedJob] = []

    var isEmpty: Bool { commands.isEmpty && jobs.isEmpty }
  }

  /// What whoever posted has to do, outside the lock.
  enum Duty {
    case nothing
    /// The loop's thread doesn't exist yet.
    case launch
    case wake(Waker)
    /// The loop has ended; the command will not be carried out.
    case refuse
  }

  private enum Phase {
    case unlaunched
    /// At work: it will look here before it sleeps.
    case awake
    case asleep(Waker)
    case stopped
  }

  private var phase = Phase.unlaunched
  private var work = Work()

  mutating func post(_ command: Command) -> Duty {
    switch phase {
    case .stopped: return .refuse
    case .awake:
      work.commands.append(command)
      return .nothing
    case .asleep(let waker):
      work.commands.append(command)
      phase = .awake
      return .wake(waker)
    case .unlaunched:
      switch command {
      case .start:
        work.commands.append(command)
        phase = .awake
        return .launch
      case .stop:
        phase = .stopped
        return .nothing
      case .resume, .cancel: return .nothing  // Of transfers that have never begun.
      }
    }
  }

  /// Asks for a task's next step to be run on the loop's thread.
  mutating func post(_ job: UnownedJob) -> Duty {
    if case .stopped = phase { return .refuse }
    work.jobs.append(job)
    defer { phase = .awake }
    return switch phase {
    case .unlaunched: .launch
    case .asleep(let waker): .wake(waker)
    case .awake, .stopped: .nothing
    }
  }

  /// What has been posted since the last time; the loop stays awake.
  mutating func take() -> Work {
    phase = .awake
    var taken = Work()
    swap(&taken, &work)
    return taken
  }

  /// The same, but when there is nothing the loop is going to sleep, and whoever posts next must wake it.
  mutating func takeOrSleep(_ waker: Waker) -> Work {
    let taken = take()
    if taken.isEmpty { phase = .asleep(waker) }
    return taken
  }

  /// The loop could not run; gives what it was to do. A later transfer may have better luck, unless the loop has been
  /// told to stop.
  mutating func fail() -> Work {
    let taken = take()
    let isStopped = taken.commands.contains { if case .stop = $0 { true } else { false } }
    phase = isStopped ? .stopped : .unlaunched
    return taken
  }

  /// Ends it; gives what will not be carried out any more.
  mutating func stop() -> Work {
    let taken = take()
    phase = .stopped
    return taken
  }
}
