import JSONRPC

/// Which requests are still to be answered, which run, which wait: the state of `InFlightCalls`, without tasks'
/// effects.
struct CallTable {
  /// The right to answer a request once. An id may come again after a cancellation, a serial number never.
  struct Ticket: Sendable, Hashable {
    let id: RequestID
    fileprivate let serial: Int
  }

  enum Kind: Sendable, CaseIterable {
    /// Waits for its turn.
    case call
    /// Is quick, so it never waits behind calls.
    case listing
    /// Asks whoever is remote, but not for long: it waits for its like, never behind calls.
    case look
    /// Waits for a task to end, which may take hours: it waits for its like, and calls never wait for it.
    case wait
    /// Stays until its client or the session ends it, and is in nobody's way.
    case listener
    /// Was cancelled before its turn; it only clears up.
    case cancelled

    var waitsForRoom: Bool {
      switch self {
      case .call, .look, .wait: true
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

  /// The requests of one kind, which are in each other's way only.
  private struct Lane {
    var running = 0
    var waiting = Queue<Waiting>()
    var waitingBytes = 0

    mutating func append(_ entry: Waiting) {
      waiting.append(entry)
      waitingBytes += entry.bytes
    }

    mutating func popFirst() -> Waiting? { taken(waiting.popFirst()) }

    mutating func remove(_ serial: Int) -> Waiting? { taken(waiting.remove { $0.ticket.serial == serial }) }

    private mutating func taken(_ entry: Waiting?) -> Waiting? {
      waitingBytes -= entry?.bytes ?? 0
      return entry
    }
  }

  private let limits: SessionLimits
  private var lastSerial = 0
  /// The requests that have been neither answered nor cancelled.
  private var owed: [RequestID: Int] = [:]
  private var running: [Int: Running] = [:]
  private var lanes: [Kind: Lane] = [:]
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
    } else if kind.waitsForRoom, mayWait(kind, bytes) {
      let entry = Waiting(ticket: ticket, kind: kind, bytes: bytes, operation: operation)
      lanes[kind, default: Lane()].append(entry)
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
    for kind in Kind.allCases {
      guard let entry = lanes[kind]?.remove(serial) else { continue }
      return .run(run(entry.ticket, .cancelled, entry.operation))
    }
    return nil
  }

  /// - Returns: the tasks to cancel.
  mutating func cancelAll() -> [Task<Void, Never>] {
    owed = [:]
    lanes = lanes.mapValues { Lane(running: $0.running) }
    return running.keys.compactMap { markCancelled($0) }
  }

  /// - Returns: whose turn has come, and the latch to open.
  mutating func ended(_ start: Start) -> (next: [Start], idle: Latch?) {
    running[start.ticket.serial] = nil
    lanes[start.kind, default: Lane()].running -= 1
    // A request that ended without an answer is not waited for.
    _ = claimReply(to: start.ticket)
    var next: [Start] = []
    while let first = popFirst() {
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

  private var isIdle: Bool { running.isEmpty && lanes.values.allSatisfy(\.waiting.isEmpty) }

  private func hasRoom(for kind: Kind) -> Bool {
    let limit: Int
    switch kind {
    case .call: limit = limits.concurrentCalls
    case .listing: limit = limits.concurrentListings
    case .look: limit = limits.concurrentLooks
    case .wait: limit = limits.concurrentWaits
    case .listener: limit = limits.listeners
    case .cancelled: return true
    }
    return lane(kind).running < limit
  }

  private func lane(_ kind: Kind) -> Lane { lanes[kind] ?? Lane() }

  /// Calls cancelled before their turn may still hold a batch's answers until the client reads, so they count, too.
  private func mayWait(_ kind: Kind, _ bytes: Int) -> Bool {
    let lane = lane(kind)
    return lane.waiting.count < limits.waitingCalls && self.lane(.cancelled).running < limits.waitingCalls
      && lane.waitingBytes + bytes <= limits.waitingBytes
  }

  /// Whose turn has come.
  private mutating func popFirst() -> Waiting? {
    for kind in Kind.allCases where kind.waitsForRoom && hasRoom(for: kind) {
      if let first = lanes[kind]?.popFirst() { return first }
    }
    return nil
  }

  private mutating func run(_ ticket: Ticket, _ kind: Kind, _ operation: @escaping Operation) -> Start {
    running[ticket.serial] = Running(isCancelled: kind == .cancelled)
    lanes[kind, default: Lane()].running += 1
    return Start(ticket: ticket, kind: kind, operation: operation)
  }

  private mutating func markCancelled(_ serial: Int) -> Task<Void, Never>? {
    guard var entry = running[serial] else { return nil }
    entry.isCancelled = true
    running[serial] = entry
    return entry.task
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
