import JSONRPC

/// Which requests are still to be answered, which run, which wait: the state of `InFlightCalls`, without tasks' effects.
struct CallTable {
  /// The right to answer a request once. An id may come again after a cancellation, a serial number never.
  struct Ticket: Sendable, Hashable {
    let id: RequestID
    fileprivate let serial: Int
  }

  enum Kind: Sendable {
    /// Waits for its turn.
    case call
    /// Is quick, so it never waits behind calls.
    case listing
    /// Asks whoever is remote, but not for long: it waits for its like, never behind calls.
    case look
    /// Stays until its client or the session ends it, and is in nobody's way.
    case listener
    /// Was cancelled before its turn; it only clears up.
    case cancelled

    var waitsForRoom: Bool {
      switch self {
      case .call, .look: true
      case .listing, .listener, .cancelled: false
      }
    }
  }

  typealias Operation = @Sendable (Ticket) async -> Void

  /// A request whose turn has come: already counted as running, still to be given a task.
  struct Start: Sendable {
    let ticket: Ticket
    let kind: Kind
    let operation: Operation
  }

  enum Admission {
    case run(Start)
    case wait
    case refuse(RPCError)
  }

  enum Cancellation {
    case cancel(Task<Void, Never>)
    case run(Start)
  }

  private struct Running {
    /// nil between the admission and `attach`.
    var task: Task<Void, Never>?
    var isCancelled = false
  }

  private struct Waiting {
    let ticket: Ticket
    let kind: Kind
    let bytes: Int
    let operation: Operation
  }

  private let limits: SessionLimits
  private var lastSerial = 0
  /// The requests that have been neither answered nor cancelled.
  private var owed: [RequestID: Int] = [:]
  private var running: [Int: Running] = [:]
  private var runningCalls = 0
  private var runningListings = 0
  private var runningLooks = 0
  private var runningListeners = 0
  private var runningCancelled = 0
  private var waiting = Queue<Waiting>()
  private var waitingLooks = Queue<Waiting>()
  private var waitingBytes = 0
  private var idleLatch: Latch?

  init(limits: SessionLimits) { self.limits = limits }

  func contains(_ id: RequestID) -> Bool { owed[id] != nil }

  func isOwed(_ ticket: Ticket) -> Bool { owed[ticket.id] == ticket.serial }

  mutating func admit(_ id: RequestID, _ kind: Kind, bytes: Int, _ operation: @escaping Operation)
    -> Admission
  {
    guard !contains(id) else { return .refuse(.duplicate) }
    let ticket = Ticket(id: id, serial: lastSerial + 1)
    let admission: Admission
    if hasRoom(for: kind) {
      admission = .run(run(ticket, kind, operation))
    } else if kind.waitsForRoom, mayWait(bytes) {
      wait(Waiting(ticket: ticket, kind: kind, bytes: bytes, operation: operation))
      admission = .wait
    } else {
      return .refuse(kind == .listener ? .tooManyListeners : .tooManyRequests)
    }
    lastSerial = ticket.serial
    owed[id] = ticket.serial
    return admission
  }

  /// Makes `task` the one that a cancellation reaches.
  ///
  /// - Returns: whether it has to be cancelled, because the cancellation came first.
  mutating func attach(_ task: Task<Void, Never>, to ticket: Ticket) -> Bool {
    // It may have ended already.
    guard var entry = running[ticket.serial] else { return false }
    entry.task = task
    running[ticket.serial] = entry
    return entry.isCancelled
  }

  mutating func claimReply(to ticket: Ticket) -> Bool {
    guard isOwed(ticket) else { return false }
    owed[ticket.id] = nil
    return true
  }

  /// - Returns: what to do about it, if anything.
  mutating func cancel(_ id: RequestID) -> Cancellation? {
    guard let serial = owed.removeValue(forKey: id) else { return nil }
    if let task = markCancelled(serial) { return .cancel(task) }
    let isIt = { (entry: Waiting) in entry.ticket.serial == serial }
    guard let entry = waiting.remove(where: isIt) ?? waitingLooks.remove(where: isIt) else { return nil }
    waitingBytes -= entry.bytes
    return .run(run(entry.ticket, .cancelled, entry.operation))
  }

  /// - Returns: the tasks to cancel.
  mutating func cancelAll() -> [Task<Void, Never>] {
    owed = [:]
    waitingBytes = 0
    _ = waiting.removeAll()
    _ = waitingLooks.removeAll()
    return running.keys.compactMap { markCancelled($0) }
  }

  /// - Returns: whose turn has come, and the latch to open.
  mutating func ended(_ start: Start) -> (next: [Start], idle: Latch?) {
    running[start.ticket.serial] = nil
    count(start.kind, -1)
    // A request that ended without an answer is not waited for.
    _ = claimReply(to: start.ticket)
    var next: [Start] = []
    while let first = popFirst() {
      waitingBytes -= first.bytes
      next.append(run(first.ticket, first.kind, first.operation))
    }
    return (next, isIdle ? idleLatch.take() : nil)
  }

  /// A latch that opens when nothing runs or waits; nil if that is so now.
  mutating func untilIdle() -> Latch? {
    guard !isIdle else { return nil }
    let latch = idleLatch ?? Latch()
    idleLatch = latch
    return latch
  }

  private var isIdle: Bool { running.isEmpty && waitingCount == 0 }

  private var waitingCount: Int { waiting.count + waitingLooks.count }

  private func hasRoom(for kind: Kind) -> Bool {
    switch kind {
    case .call: runningCalls < limits.concurrentCalls
    case .listing: runningListings < limits.concurrentListings
    case .look: runningLooks < limits.concurrentLooks
    case .listener: runningListeners < limits.listeners
    case .cancelled: true
    }
  }

  /// Calls cancelled before their turn may still hold a batch's answers until the client reads, so they count, too.
  private func mayWait(_ bytes: Int) -> Bool {
    waitingCount < limits.waitingCalls && runningCancelled < limits.waitingCalls
      && waitingBytes + bytes <= limits.waitingBytes
  }

  private mutating func wait(_ entry: Waiting) {
    waitingBytes += entry.bytes
    if entry.kind == .look { waitingLooks.append(entry) } else { waiting.append(entry) }
  }

  /// Whose turn has come.
  private mutating func popFirst() -> Waiting? {
    if hasRoom(for: .call), let first = waiting.popFirst() { return first }
    return hasRoom(for: .look) ? waitingLooks.popFirst() : nil
  }

  private mutating func run(_ ticket: Ticket, _ kind: Kind, _ operation: @escaping Operation) -> Start {
    running[ticket.serial] = Running(isCancelled: kind == .cancelled)
    count(kind, 1)
    return Start(ticket: ticket, kind: kind, operation: operation)
  }

  private mutating func markCancelled(_ serial: Int) -> Task<Void, Never>? {
    guard var entry = running[serial] else { return nil }
    entry.isCancelled = true
    running[serial] = entry
    return entry.task
  }

  private mutating func count(_ kind: Kind, _ change: Int) {
    switch kind {
    case .call: runningCalls += change
    case .listing: runningListings += change
    case .look: runningLooks += change
    case .listener: runningListeners += change
    case .cancelled: runningCancelled += change
    }
  }
}

extension RPCError {
  static var duplicate: RPCError {
    RPCError(code: invalidRequest, message: "Invalid Request: a request with this id is being answered")
  }

  fileprivate static var tooManyListeners: RPCError {
    RPCError(code: internalError, message: "Too many subscriptions are open; cancel one")
  }

  static var tooManyRequests: RPCError {
    RPCError(code: internalError, message: "Too many requests are waiting; try again when some are answered")
  }
}
