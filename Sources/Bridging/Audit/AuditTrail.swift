import A2A
import Crypto
import Logging
import Settings
import Storage
import Synchronization
import Telemetry

/// Where events are written down.
///
/// No call waits for the disk: events are gathered and written on another thread, ``run()``. While the file can't be
/// written they are kept, up to ``capacity``; those beyond are lost, and a line says how many. The log hears of it.
final class AuditTrail: Sendable {
  /// How many events wait to be written; more are lost.
  static let capacity = 4_096
  /// How long it takes until what could not be written is tried again.
  static let retryPause = Duration.seconds(5)
  /// The least time between two complaints in the log.
  static let complaintInterval = Duration.seconds(60)

  private enum Destination {
    case nowhere
    case file(FileTrail)
    case closure(@Sendable (AuditEvent) -> Void)
  }

  private let destination: Destination

  /// Writes nothing down.
  init() { destination = .nowhere }

  /// Hands each event on, for tests.
  init(_ body: @escaping @Sendable (AuditEvent) -> Void) { destination = .closure(body) }

  /// - Parameters:
  ///   - settings: nil writes nothing down.
  ///   - keys: What digests of arguments are made with.
  ///   - redaction: What must not stand in the file.
  init(
    _ settings: AuditSettings?, keys: @autoclosure () -> KeyRing, redaction: Redaction, logger: Logger,
    timing: Timing = .system, now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    guard let settings else {
      destination = .nowhere
      return
    }
    let words = AuditWords(
      session: Handles.nonce(), process: Int(ProcessID.current), arguments: settings.arguments,
      key: keys().key.key(for: .audit), redaction: redaction)
    destination = .file(FileTrail(AuditFile(settings, words), settings.file, logger, timing, now))
  }

  /// Has `event` written down soon. Never waits.
  func record(_ event: AuditEvent) {
    switch destination {
    case .nowhere: break
    case .file(let trail): trail.record(event)
    case .closure(let body): body(event)
    }
  }

  /// Writes down what is recorded, until ``finish()``.
  func run() async {
    if case .file(let trail) = destination {
      await withTaskExecutorPreference(globalConcurrentExecutor) { await trail.run() }
    }
  }

  /// Ends ``run()``.
  func finish() {
    if case .file(let trail) = destination { trail.finish() }
  }

  /// Writes down what was recorded before this returns, on the caller's thread: for the end of the process, and for
  /// commands that record a single event.
  func flush() {
    if case .file(let trail) = destination { trail.flush() }
  }
}

/// Events on their way into a file.
private final class FileTrail: Sendable {
  private struct Queue {
    var records: [AuditRecord] = []
    var lost = 0
  }

  private struct Writer: ~Copyable {
    var file: AuditFile
    var lastComplaint: Duration?
  }

  private let queue = Mutex(Queue())
  private let writer: Mutex<Writer>
  private let path: String
  private let logger: Logger
  private let timing: Timing
  private let now: @Sendable () -> Timestamp
  private let bell: AsyncStream<Void>
  private let ringer: AsyncStream<Void>.Continuation

  init(
    _ file: consuming sending AuditFile, _ path: String, _ logger: Logger, _ timing: Timing,
    _ now: @escaping @Sendable () -> Timestamp
  ) {
    writer = Mutex(Writer(file: file))
    self.path = path
    self.logger = logger
    self.timing = timing
    self.now = now
    (bell, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func record(_ event: AuditEvent) {
    let record = AuditRecord(time: now(), event: event)
    queue.withLock { queue in
      if queue.records.count < AuditTrail.capacity { queue.records.append(record) } else { queue.lost += 1 }
    }
    ringer.yield()
  }

  func run() async {
    for await _ in bell {
      while !drain(), (try? await timing.sleep(AuditTrail.retryPause)) != nil {}
    }
  }

  func finish() { ringer.finish() }

  func flush() {
    guard drain() else {
      let count = queue.withLock { $0.records.count + $0.lost }
      return logger.error("\(count) audit events are lost", metadata: ["file": "\(path)"])
    }
    writer.withLock { writer in
      do throws(PrivateFile.Failure) { try writer.file.sync() } catch { complain(error, &writer) }
    }
  }

  /// Writes what is there.
  ///
  /// - Returns: False if some of it could not be written; that is still there.
  private func drain() -> Bool {
    writer.withLock { writer in
      let (records, lost) = queue.withLock { ($0.records, $0.lost) }
      guard !records.isEmpty || lost > 0 else { return true }
      var written = 0
      do throws(PrivateFile.Failure) {
        defer { queue.withLock { $0.records.removeFirst(written) } }
        try writer.file.write(records, written: &written)
        if lost > 0 {
          try writer.file.writeLost(lost, at: now())
          queue.withLock { $0.lost -= lost }
        }
        return true
      } catch {
        complain(error, &writer)
        return false
      }
    }
  }

  private func complain(_ failure: PrivateFile.Failure, _ writer: inout Writer) {
    let now = timing.now()
    if let last = writer.lastComplaint, now - last < AuditTrail.complaintInterval { return }
    writer.lastComplaint = now
    logger.error("the audit file can't be written; events are kept for a while: \(failure)")
  }
}
