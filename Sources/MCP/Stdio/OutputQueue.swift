/// The lines that wait to be written: what is taken, what must wait, what is dropped. No locks, no system calls.
struct OutputQueue {
  /// What becomes of a line.
  enum Admission {
    /// It is queued; the writer has to be woken if it sleeps.
    case queued(wakesWriter: Bool)
    /// It is queued when the latch opens, unless `giveUp` comes first.
    case waits(Latch)
    case dropped
  }

  private struct Waiter {
    let line: [UInt8]
    let latch: Latch
  }

  private let capacity: Int
  private let optionalCapacity: Int
  private var lines = Queue<[UInt8]>()
  private var waiters = Queue<Waiter>()
  private var idleLatch: Latch?
  private var isWriting = false
  private(set) var isBroken = false
  /// Bytes queued or being written.
  private(set) var bytes = 0

  init(capacity: Int, optionalCapacity: Int) {
    self.capacity = capacity
    self.optionalCapacity = optionalCapacity
  }

  /// Whether a line may be written by whoever brings it, ahead of nothing.
  var isIdle: Bool { bytes == 0 && !isWriting && !isBroken }

  /// Takes an answer; at least one always fits, however large.
  mutating func admit(_ line: [UInt8]) -> Admission {
    guard !isBroken else { return .dropped }
    guard waiters.isEmpty, fits(line) else {
      let latch = Latch()
      waiters.append(Waiter(line: line, latch: latch))
      return .waits(latch)
    }
    return enqueue(line)
  }

  /// Takes a line that may be lost, as long as little is queued.
  mutating func admitOptional(_ line: [UInt8]) -> Admission {
    guard !isBroken, waiters.isEmpty, bytes + line.count <= optionalCapacity else { return .dropped }
    return enqueue(line)
  }

  /// Forgets a line that waits with `latch`.
  ///
  /// - Returns: whether it still did.
  mutating func giveUp(_ latch: Latch) -> Bool { waiters.remove { $0.latch === latch } != nil }

  /// What to write next: whole lines, joined while they are short. The writer says `wrote` after it.
  mutating func next(joining limit: Int) -> [UInt8]? {
    guard var batch = lines.popFirst() else { return nil }
    isWriting = true
    while let line = lines.first, batch.count + line.count <= limit {
      batch += line
      _ = lines.popFirst()
    }
    return batch
  }

  /// - Returns: the latches to open.
  mutating func wrote(_ count: Int) -> [Latch] {
    isWriting = false
    bytes -= count
    var latches: [Latch] = []
    while let waiter = waiters.first, fits(waiter.line), let waiter = waiters.popFirst() {
      _ = enqueue(waiter.line)
      latches.append(waiter.latch)
    }
    if isIdle, let idle = idleLatch.take() { latches.append(idle) }
    return latches
  }

  /// Gives up every line, for nobody reads them.
  ///
  /// - Returns: the latches to open.
  mutating func close() -> [Latch] {
    isBroken = true
    _ = lines.removeAll()
    bytes = 0
    return waiters.removeAll().map(\.latch) + (idleLatch.take().map { [$0] } ?? [])
  }

  /// A latch that opens when all is written; nil if that is so now.
  mutating func untilIdle() -> Latch? {
    guard !isIdle, !isBroken else { return nil }
    let latch = idleLatch ?? Latch()
    idleLatch = latch
    return latch
  }

  private func fits(_ line: [UInt8]) -> Bool { bytes == 0 || bytes + line.count <= capacity }

  private mutating func enqueue(_ line: [UInt8]) -> Admission {
    let wakesWriter = lines.isEmpty && !isWriting
    lines.append(line)
    bytes += line.count
    return .queued(wakesWriter: wakesWriter)
  }
}
