import CSpawn
import Glibc

/// A program that runs for its output. It is started as it is, never by a shell, with its first three descriptors and no
/// others, in a process group of its own.
enum ChildProcess {
  /// How a program has ended, and what it has said.
  struct End {
    enum Reason: Equatable {
      case status(Int)
      case signal(Int)
    }

    let reason: Reason
    let output: [UInt8]
    let complaint: [UInt8]
  }

  enum Problem: Error {
    case notStarted(String)
    case tooSlow
    case tooMuch
  }

  /// How often a program is looked after that keeps silent: others may hold its output open when it has ended.
  private static let tick = Duration.milliseconds(20)

  /// Blocks until the program at `path` has ended.
  ///
  /// - Parameters:
  ///   - arguments: Its name and its arguments.
  ///   - limit: How long it may take, and all that it has started; then all are killed.
  ///   - output: How many bytes it may print: what has printed more is killed, or shows one byte more when it has ended.
  ///   - complaint: How many bytes of its standard error are kept.
  static func run(
    _ path: String, _ arguments: [String], _ environment: [String: String], for limit: Duration, output: Int,
    complaint: Int
  ) throws(Problem) -> End {
    let deadline = ContinuousClock.now + limit
    let outputPipe = try ReadablePipe()
    let complaintPipe = try ReadablePipe()
    let process = try start(path, arguments, environment, outputPipe, complaintPipe)
    outputPipe.closeWriter()
    complaintPipe.closeWriter()
    do throws(Problem) {
      return try read(
        process, outputPipe, complaintPipe, until: deadline, output: output, complaint: complaint)
    } catch {
      // It has not been waited for, so the number is still its own.
      kill(-process, SIGKILL)
      _ = wait(for: process, 0)
      throw error
    }
  }

  private static func read(
    _ process: pid_t, _ outputPipe: ReadablePipe, _ complaintPipe: ReadablePipe,
    until deadline: ContinuousClock.Instant, output: Int, complaint: Int
  ) throws(Problem) -> End {
    var printed: [UInt8] = []
    var complained: [UInt8] = []
    while true {
      guard ContinuousClock.now < deadline else { throw .tooSlow }
      // Looked for before reading: what it has written is there when it has ended.
      let end = ended(process)
      // One byte more than it may print shows that it is too much.
      outputPipe.drain(output + 1) { printed += $0.prefix(output + 1 - printed.count) }
      complaintPipe.drain(output + 1) { complained += $0.prefix(complaint - complained.count) }
      if let end { return End(reason: end, output: printed, complaint: complained) }
      if printed.count > output { throw .tooMuch }
      ReadablePipe.wait(for: [outputPipe, complaintPipe], atMost: min(tick, deadline - .now))
    }
  }

  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String: String], _ output: ReadablePipe,
    _ complaint: ReadablePipe
  ) throws(Problem) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output.writer, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, complaint.writer, STDERR_FILENO)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What this thread blocks, and this program ignores, is nothing to the child.
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, path, &actions, &attributes, words, variables)
    guard code == 0 else { throw .notStarted(unsafe String(cString: strerror(code))) }
    return process
  }

  /// How the process has ended; nil while it runs.
  private static func ended(_ process: pid_t) -> End.Reason? {
    wait(for: process, WNOHANG).map { status in
      let signal = Int(status & 0x7F)
      return signal == 0 ? .status(Int(status >> 8 & 0xFF)) : .signal(signal)
    }
  }

  private static func wait(for process: pid_t, _ options: CInt) -> CInt? {
    var status: CInt = 0
    while true {
      let code = unsafe waitpid(process, &status, options)
      if code == process { return status }
      // Nobody else waits for it, so it can't be lost.
      guard code < 0, errno == EINTR else { return nil }
    }
  }
}

/// A pipe that a child writes to and this process reads, which waits for nothing by itself. Closed when it is let go.
private final class ReadablePipe {
  private let reader: CInt
  private(set) var writer: CInt
  /// True when nobody can write any more.
  private var isOver = false

  init() throws(ChildProcess.Problem) {
    var ends: [CInt] = [-1, -1]
    // From the start not for other children, which are started by other threads.
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else {
      throw .notStarted(unsafe String(cString: strerror(errno)))
    }
    (reader, writer) = (ends[0], ends[1])
    _ = fcntl(reader, F_SETFL, O_NONBLOCK)
  }

  deinit {
    closeWriter()
    close(reader)
  }

  func closeWriter() {
    if writer >= 0 { close(writer) }
    writer = -1
  }

  /// Hands on what is there, about so much of it: who writes without end shall not be read without end.
  func drain(_ amount: Int, _ take: ([UInt8]) -> Void) {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    var taken = 0
    while !isOver, taken < amount {
      let count = unsafe Glibc.read(reader, &bytes, bytes.count)
      if count > 0 {
        take(Array(bytes[..<count]))
        taken += count
      } else if count == 0 {
        isOver = true
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Waits until there is something in one of `pipes`, or so long.
  static func wait(for pipes: [ReadablePipe], atMost limit: Duration) {
    var waits = pipes.filter { !$0.isOver }.map { pollfd(fd: $0.reader, events: Int16(POLLIN), revents: 0) }
    let milliseconds = max(1, limit.components.attoseconds / 1_000_000_000_000_000)
    _ = unsafe poll(&waits, nfds_t(waits.count), CInt(clamping: milliseconds))
  }
}
