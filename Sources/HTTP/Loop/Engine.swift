import CCurl

/// The transfers, the handles and the time. Confined to the loop's thread.
final class Engine {
  /// A transfer to begin.
  struct Start {
    let id: UInt64
    let request: HTTPRequest
    let sink: Transfer.Sink

    /// Ends a transfer that has not begun.
    func refuse(_ error: HTTPError) {
      switch sink {
      case .collecting(let continuation): continuation.resume(returning: .failure(error))
      case .streaming(let exchange): exchange.finish(.failure(error))
      case .left: break
      }
    }
  }

  var timetable = Timetable()
  private let multi: MultiHandle
  private let setup: ClientSetup
  private var addressRule: AddressRule
  private var transfers: [UInt64: Transfer] = [:]
  /// Those whose callers have gone, in that order.
  private var lingering: [UInt64] = []
  private(set) var spareHandles: [EasyHandle] = []

  /// Returns nil when libcurl is out of memory.
  init?(_ setup: ClientSetup) {
    guard let multi = MultiHandle(setup.limits) else { return nil }
    self.multi = multi
    self.setup = setup
    addressRule = AddressRule(setup.policy.reach)
  }

  private var limits: ClientLimits { setup.limits }

  /// Where the bytes of responses count while they are collected.
  var memory: MemoryBudget { setup.memory }

  /// Whether there is a certificate to show to servers.
  var hasIdentity: Bool { setup.policy.tls.certificate != nil }

  /// Whether a connection for `url` may be made to `address`; nil when it may.
  func refusal(of address: IPAddress, for url: WebURL) -> AddressRefusal? {
    addressRule.refusal(of: address, for: url.host, isLoopback: url.isLoopback)
  }

  /// Waits until there is something to do.
  func wait(_ waker: Waker) {
    multi.poll(waker, milliseconds: timetable.pollMilliseconds)
  }

  /// Does all that can be done without waiting. Returns false when told to stop.
  func turn(_ commands: [Inbox.Command]) -> Bool {
    timetable.tick()
    for command in commands {
      switch command {
      case .start(let start): begin(start)
      case .resume(let id): resume(id)
      case .cancel(let id): leave(id)
      case .stop: return false
      }
    }
    multi.perform()
    while let (transfer, code) = multi.nextFinished() { end(transfer, transfer.failure(for: code)) }
    if timetable.isDue { endOverdue() }
    return true
  }

  /// Ends every transfer.
  func endAll(_ cause: HTTPError.Cause, _ detail: String) {
    for id in Array(transfers.keys) { end(id, cause, detail) }
  }

  private func begin(_ start: Start) {
    guard let easy = spareHandles.popLast() ?? EasyHandle() else {
      return start.refuse(HTTPError(.other, "Out of memory"))
    }
    let transfer = Transfer(start, easy: easy, engine: self)
    do throws(HTTPError) {
      try easy.prepare(start.request, for: transfer, setup)
      guard multi.add(easy) else { throw HTTPError(.other, "libcurl refused the transfer") }
      transfers[start.id] = transfer
      transfer.noteDeadline()
    } catch {
      recycle(easy)
      start.refuse(error)
    }
  }

  private func resume(_ id: UInt64) {
    guard let transfer = transfers[id] else { return }
    if let failure = transfer.resumeReceiving() {
      end(transfer, failure)
    } else {
      transfer.noteDeadline()
    }
  }

  private func leave(_ id: UInt64) {
    guard let transfer = transfers[id] else { return }
    let wasLingering = transfer.isLingering
    guard transfer.leave() else {
      return end(transfer, transfer.failure(.cancelled, "Cancelled by the caller"))
    }
    if !wasLingering { linger(id) }
  }

  private func linger(_ id: UInt64) {
    lingering.append(id)
    if lingering.count > limits.lingeringTransfers {
      end(lingering[0], .cancelled, "Too many transfers linger")
    }
    resume(id)  // What was held back for the reader is in nobody's way now.
  }

  private func endOverdue() {
    timetable.startOver()
    for transfer in Array(transfers.values) {
      if let deadline = transfer.passedDeadline() {
        end(transfer, transfer.failure(.timeout(deadline), "No sign of life before the deadline"))
      } else {
        transfer.noteDeadline()
      }
    }
  }

  private func end(_ id: UInt64, _ cause: HTTPError.Cause, _ detail: String) {
    guard let transfer = transfers[id] else { return }
    end(transfer, transfer.failure(cause, detail))
  }

  private func end(_ transfer: Transfer, _ failure: HTTPError?) {
    transfers[transfer.id] = nil
    if transfer.isLingering, let index = lingering.firstIndex(of: transfer.id) { lingering.remove(at: index) }
    // A success is told first: the waiter wakes up while this thread tidies. A failure is told when its
    // connection is closed.
    if failure == nil { transfer.finish(nil) }
    multi.remove(transfer.easy)
    recycle(transfer.easy)
    if let failure { transfer.finish(failure) }
  }

  private func recycle(_ easy: EasyHandle) {
    easy.reset()
    if spareHandles.count < limits.spareHandles { spareHandles.append(easy) }
  }
}
