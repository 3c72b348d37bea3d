import Synchronization

/// What one streamed transfer and its reader share: the head, then bytes, then an end with trailers.
///
/// Two sides race, the loop's thread and the reader's task. Every transition happens under the lock and yields
/// what to do; continuations resume and commands are posted outside it. Cancellation isn't a third side: it goes
/// to the loop, which ends the transfer here like any other, so that there is one account of how it ended.
final class Exchange: Sendable {
  enum Delivery { case accepted, paused }
  typealias HeadWaiter = CheckedContinuation<Result<HTTPResponse.Head, HTTPError>, Never>
  typealias BytesWaiter = CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>

  private struct State {
    var head: HTTPResponse.Head?
    var headWaiter: HeadWaiter?
    var buffered: [UInt8] = []
    /// Set only while `buffered` is empty and there is no end.
    var bytesWaiter: BytesWaiter?
    var isPaused = false
    /// Why there is no more: nothing is missing, and these are the trailers, or an error.
    var end: Result<HTTPFields, HTTPError>?
  }

  private let state = Mutex(State())
  private let highWater: Int
  private let resume: @Sendable () -> Void

  /// - Parameters:
  ///   - highWater: how many bytes may wait for the reader before the sender has to.
  ///   - resume: asks the loop to go on receiving.
  init(highWater: Int, resume: @escaping @Sendable () -> Void) {
    self.highWater = highWater
    self.resume = resume
  }

  // MARK: The loop's side

  func deliver(_ head: HTTPResponse.Head) {
    let waiter = state.withLock { state in
      state.head = head
      return state.headWaiter.take()
    }
    waiter?.resume(returning: .success(head))
  }

  /// Takes bytes, or refuses them until the reader has caught up.
  func deliver(_ bytes: RawSpan) -> Delivery {
    let (waiter, delivery) = state.withLock { state -> (BytesWaiter?, Delivery) in
      if let waiter = state.bytesWaiter.take() { return (waiter, .accepted) }
      guard state.buffered.isEmpty || state.buffered.count + bytes.byteCount <= highWater else {
        state.isPaused = true
        return (nil, .paused)
      }
      state.buffered.makeRoom(for: bytes.byteCount, expecting: highWater)
      unsafe bytes.withUnsafeBytes { unsafe state.buffered.append(contentsOf: $0) }
      return (nil, .accepted)
    }
    waiter?.resume(returning: .success(unsafe bytes.withUnsafeBytes { unsafe Array($0) }))
    return delivery
  }

  /// Ends the exchange; what is buffered is still read before the end.
  func finish(_ end: Result<HTTPFields, HTTPError>) {
    let (head, bytes) = state.withLock { state -> (HeadWaiter?, BytesWaiter?) in
      guard state.end == nil else { return (nil, nil) }
      state.end = end
      return (state.headWaiter.take(), state.bytesWaiter.take())
    }
    head?.resume(returning: .failure(end.failureBeforeHead))
    bytes?.resume(returning: end.map { _ in nil })
  }

  // MARK: The reader's side

  /// Waits for the head.
  func head() async throws(HTTPError) -> HTTPResponse.Head {
    let result = await withCheckedContinuation { (continuation: HeadWaiter) in
      let ready = state.withLock { state -> Result<HTTPResponse.Head, HTTPError>? in
        if let head = state.head { return .success(head) }
        if let end = state.end { return .failure(end.failureBeforeHead) }
        state.headWaiter = continuation
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
    return try result.get()
  }

  /// All bytes that have arrived since the last call, waiting for some if there are none; nil at the end.
  func next() async throws(HTTPError) -> [UInt8]? {
    if let ready = take(orWait: nil) { return try ready.get() }
    let result = await withCheckedContinuation { (continuation: BytesWaiter) in
      if let ready = take(orWait: continuation) { continuation.resume(returning: ready) }
    }
    return try result.get()
  }

  private func take(orWait waiter: BytesWaiter?) -> Result<[UInt8]?, HTTPError>? {
    let (ready, unpauses) = state.withLock { state -> (Result<[UInt8]?, HTTPError>?, Bool) in
      if !state.buffered.isEmpty {
        var bytes: [UInt8] = []
        swap(&bytes, &state.buffered)
        let unpauses = state.isPaused
        state.isPaused = false
        return (.success(bytes), unpauses)
      }
      if let end = state.end { return (end.map { _ in nil }, false) }
      if state.bytesWaiter != nil {
        return (.failure(HTTPError(.other, "Two tasks read one body", mayHaveBeenSent: true)), false)
      }
      state.bytesWaiter = waiter
      return (nil, false)
    }
    if unpauses { resume() }
    return ready
  }

  /// Bytes received but not yet read.
  var bufferedBytes: Int { state.withLock { $0.buffered.count } }

  /// The fields after the last byte; none before it has been read.
  var trailers: HTTPFields {
    state.withLock { state in
      guard state.buffered.isEmpty, case .success(let trailers) = state.end else { return [:] }
      return trailers
    }
  }

  var hasEnded: Bool { state.withLock { $0.end != nil } }
}

extension Result<HTTPFields, HTTPError> {
  /// Why there is no head.
  fileprivate var failureBeforeHead: HTTPError {
    switch self {
    case .failure(let error): error
    case .success: HTTPError(.reset, "No response head", mayHaveBeenSent: true)
    }
  }
}
