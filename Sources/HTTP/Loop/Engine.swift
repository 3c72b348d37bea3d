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

  /// How many easy handles are kept for later transfers; each has some 30 KB.
  static let spareHandleLimit = 32

  var timetable = Timetable()
  private let multi: MultiHandle
  private let authorities: String?
  private var transfers: [UInt64: Transfer] = [:]
  private var spareHandles: [EasyHandle] = []

  /// Returns nil when libcurl is out of memory.
  init?(authorities: String?, connectionLimit: Int) {
    guard let multi = MultiHandle(connectionLimit: connectionLimit) else { return nil }
    self.multi = multi
    self.authorities = authorities
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
      try easy.prepare(start.request, for: transfer, authorities: authorities)
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
    // Bytes that libcurl kept go through the write callback here, and what that refuses doesn't end by itself.
    if let failure = transfer.failure(for: transfer.resumeReceiving()) { end(transfer, failure) }
    transfer.noteDeadline()
  }

  private func leave(_ id: UInt64) {
    guard let transfer = transfers[id] else { return }
    if transfer.isLeft() {
      resume(id)  // What was held back for the reader is in nobody's way now.
    } else {
      end(transfer, transfer.failure(.cancelled, "Cancelled by the caller"))
    }
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
    // A success is told first: the waiter wakes up while this thread tidies. A failure is told when its
    // connection is closed.
    if failure == nil { transfer.finish(nil) }
    multi.remove(transfer.easy)
    recycle(transfer.easy)
    if let failure { transfer.finish(failure) }
  }

  private func recycle(_ easy: EasyHandle) {
    easy.reset()
    if spareHandles.count < Self.spareHandleLimit { spareHandles.append(easy) }
  }
}
