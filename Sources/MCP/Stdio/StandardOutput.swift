import Glibc
import Synchronization

/// The serial writer of a descriptor's lines.
///
/// A short line that meets an empty queue and a pipe or socket with room is written by its caller, which saves two
/// thread switches; all else goes through a bounded queue to a writer thread, which also notices when the reader is
/// gone.
package final class StandardOutput: LineOutput {
  /// How much may wait for a client that reads slowly.
  package struct Limits: Sendable {
    /// Bytes queued before an answer has to wait; the largest answer still fits an empty queue.
    package var queueBytes = 8 << 20
    /// Bytes queued before progress is dropped.
    package var optionalBytes = 64 << 10
    /// Bytes of short lines written with one system call.
    package var joinedBytes = 64 << 10

    package init() {}
  }

  /// The most that a pipe takes whole or not at all, so that a caller's write cannot block half way (`pipe(7)`).
  private static let directBytes = Int(PIPE_BUF)
  private static let newline = UInt8(ascii: "\n")

  private let descriptor: Descriptor
  private let writesDirectly: Bool
  private let alarm: Alarm?
  private let limits: Limits
  private let queue: Mutex<OutputQueue>
  private let gone = Latch()

  /// Takes standard output over: descriptor 1 becomes a second standard error, so that no careless `print`, here
  /// or in a C library, can come between the messages. Must be the first thing a program does.
  package convenience init() {
    let copy = Descriptor(copyOf: STDOUT_FILENO)
    if dup2(STDERR_FILENO, STDOUT_FILENO) < 0 { Descriptor(STDOUT_FILENO).point(at: "/dev/null", O_WRONLY) }
    self.init(writing: copy, limits: Limits())
  }

  /// Writes to `descriptor`, which must stay open until the reader is gone.
  package convenience init(descriptor: Int32, limits: Limits = Limits()) {
    self.init(writing: Descriptor(descriptor), limits: limits)
  }

  private init(writing descriptor: Descriptor?, limits: Limits) {
    // A reader that is gone is an error of `write`, not the death of the program.
    signal(SIGPIPE, SIG_IGN)
    self.limits = limits
    self.descriptor = descriptor ?? Descriptor(-1)
    writesDirectly = self.descriptor.isPipeOrSocket
    let alarm = Alarm()
    self.alarm = alarm
    queue = Mutex(OutputQueue(capacity: limits.queueBytes, optionalCapacity: limits.optionalBytes))
    guard descriptor != nil, let alarm, DedicatedThread.start({ self.writeQueue(alarm) }) else {
      close()
      return
    }
  }

  // MARK: LineOutput

  @discardableResult package func send(_ line: [UInt8], evenIfCancelled: Bool) async -> Bool {
    let taking = take(Self.terminated(line), isOptional: false)
    guard let latch = taking.latch else { return taking.isTaken }
    if evenIfCancelled {
      await latch.waitEvenIfCancelled()
      return true
    }
    await latch.wait()
    return !Task.isCancelled || !queue.withLock { $0.giveUp(latch) }
  }

  @discardableResult package func offer(_ line: [UInt8]) -> Bool {
    take(Self.terminated(line), isOptional: true).isTaken
  }

  package func flush() async { await queue.withLock { $0.untilIdle() }?.wait() }

  package func readerIsGone() async { await gone.wait() }

  // MARK: On the caller's thread

  private enum Taking {
    case taken(wakesWriter: Bool)
    case waits(Latch)
    case dropped
    case broken

    var isTaken: Bool { if case .taken = self { true } else { false } }
    var latch: Latch? { if case .waits(let latch) = self { latch } else { nil } }

    init(_ admission: OutputQueue.Admission) {
      switch admission {
      case .queued(let wakesWriter): self = .taken(wakesWriter: wakesWriter)
      case .waits(let latch): self = .waits(latch)
      case .dropped: self = .dropped
      }
    }
  }

  private func take(_ line: [UInt8], isOptional: Bool) -> Taking {
    let taking = queue.withLock { queue in
      // The write is under the lock, so nobody can come between; it cannot block, so the lock is short.
      if writesDirectly, queue.isIdle, line.count <= Self.directBytes, descriptor.isWritable {
        return write(line, orQueueIn: &queue)
      }
      return Taking(isOptional ? queue.admitOptional(line) : queue.admit(line))
    }
    switch taking {
    case .taken(wakesWriter: true): alarm?.ring()
    case .broken: close()
    case .taken, .waits, .dropped: break
    }
    return taking
  }

  private func write(_ line: [UInt8], orQueueIn queue: inout OutputQueue) -> Taking {
    switch descriptor.write(line[...]) {
    case .wrote(line.count): .taken(wakesWriter: false)
    // Sockets may take a part; what is begun must be finished, optional or not.
    case .wrote(let count): Taking(queue.admit(Array(line[count...])))
    case .wouldBlock: Taking(queue.admit(line))
    case .closed: .broken
    }
  }

  private static func terminated(_ line: [UInt8]) -> [UInt8] {
    var line = line
    line.append(newline)
    return line
  }

  private func close() {
    let latches = queue.withLock { $0.close() }
    for latch in latches { latch.open() }
    gone.open()
  }

  // MARK: On the writer thread

  private func writeQueue(_ alarm: Alarm) {
    while true {
      if let batch = queue.withLock({ $0.next(joining: limits.joinedBytes) }) {
        guard write(all: batch) else {
          close()
          return
        }
        let latches = queue.withLock { $0.wrote(batch.count) }
        for latch in latches { latch.open() }
      } else if !isReaderThere(waitingFor: alarm) {
        return close()
      }
    }
  }

  private func write(all bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch descriptor.write(rest) {
      case .wrote(let count): rest = rest.dropFirst(count)
      case .wouldBlock: descriptor.wait(for: POLLOUT)
      case .closed: return false
      }
    }
    return true
  }

  /// Sleeps until the alarm rings or the reader is gone, which `poll` tells without being asked.
  private func isReaderThere(waitingFor alarm: Alarm) -> Bool {
    var entries = [
      pollfd(fd: descriptor.number, events: 0, revents: 0),
      pollfd(fd: alarm.descriptor.number, events: Int16(POLLIN), revents: 0),
    ]
    while unsafe poll(&entries, 2, -1) < 0, errno == EINTR {}
    alarm.reset()
    return entries[0].revents == 0
  }
}
