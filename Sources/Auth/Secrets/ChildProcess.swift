import CSpawn
import Glibc

/// A program that runs for its output.
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

  enum Problem: Error, Equatable {
    case notStarted(String)
    case tooSlow
    case tooMuch
    /// It has ended, and somebody else has heard how.
    case lost
  }

  /// How often a program is looked after that keeps silent: others may hold its output open when it has ended.
  private static let tick = Duration.milliseconds(20)

  /// Blocks until the program at `path` has ended.
  ///
  /// - Parameters:
  ///   - arguments: Its name and its arguments.
  ///   - limit: How long it may take, and all that it has started; then all are killed.
  ///   - output: How many bytes it may print: what has printed more is killed, or shows one byte more when it has
  ///     ended.
  ///   - complaint: How many bytes of its standard error are kept.
  static func run(
    _ path: String, _ arguments: [String], _ environment: [String: String], for limit: Duration, output: Int,
    complaint: Int
  ) throws(Problem) -> End {
    let deadline = ContinuousClock.now + limit
    let outputPipe = try ReadablePipe()
    let complaintPipe = try ReadablePipe()
    let process: pid_t
    do throws(ProgramStart.Failure) {
      process = try RunningPrograms.ofThisProcess.start { () throws(ProgramStart.Failure) in
        try ProgramStart.start(
          path, arguments, environment, output: outputPipe.writer, complaint: complaintPipe.writer)
      }
    } catch {
      throw .notStarted(error.reason)
    }
    outputPipe.closeWriter()
    complaintPipe.closeWriter()
    do throws(Problem) {
      return try read(
        process, outputPipe, complaintPipe, until: deadline, output: output, complaint: complaint)
    } catch {
      // As long as nobody has waited for it the number is its own; then it may be anybody's.
      if error != .lost { RunningPrograms.ofThisProcess.kill(process) }
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
      let end = try ended(process)
      // One byte more than it may print shows that it is too much.
      outputPipe.drain(output + 1) { printed += $0.prefix(output + 1 - printed.count) }
      complaintPipe.drain(output + 1) { complained += $0.prefix(complaint - complained.count) }
      if let end { return End(reason: end, output: printed, complaint: complained) }
      if printed.count > output { throw .tooMuch }
      ReadablePipe.wait(for: [outputPipe, complaintPipe], atMost: min(tick, deadline - .now))
    }
  }

  /// How the process has ended; nil while it runs.
  static func ended(_ process: pid_t) throws(Problem) -> End.Reason? {
    let (code, status) = RunningPrograms.ofThisProcess.look(at: process)
    guard code != 0 else { return nil }
    guard code == process else { throw .lost }
    let signal = Int(status & 0x7F)
    return signal == 0 ? .status(Int(status >> 8 & 0xFF)) : .signal(signal)
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
