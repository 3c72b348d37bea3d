import CCurl

/// One running request as libcurl's callbacks see it. Confined to the loop's thread.
final class Transfer {
  let id: UInt64
  let easy: EasyHandle
  private(set) var sink: Sink
  private(set) var pace: Pace
  /// Why a callback made libcurl give up, which libcurl can't know.
  private(set) var refusal: HTTPError?
  private(set) var head: HTTPResponse.Head?
  private(set) var collected: [UInt8] = []

  private unowned let engine: Engine
  private let limits: HTTPLimits
  private let farewell: Duration?
  private let isSecure: Bool
  private let isIdempotent: Bool
  private let upload: [UInt8]
  private var uploadOffset = 0
  private var seenUploadedBytes = 0
  private var reader: HeadReader
  private var bodyBytes = 0

  /// Who takes the response.
  enum Sink {
    /// One waiter, who gets it whole.
    case collecting(CheckedContinuation<Result<CollectedResponse, HTTPError>, Never>)
    /// A reader, who gets it as it arrives.
    case streaming(Exchange)
    /// Nobody any more.
    case left
  }

  init(_ start: Engine.Start, easy: EasyHandle, engine: Engine) {
    id = start.id
    sink = start.sink
    self.easy = easy
    self.engine = engine
    let request = start.request
    limits = request.limits
    farewell = request.farewell
    isSecure = request.url.scheme == "https"
    isIdempotent = request.method.isIdempotent
    upload = request.body ?? []
    reader = HeadReader(limit: request.limits.headerBytes)
    pace = Pace(request.deadlines, start: engine.timetable.now)
  }

  /// The object behind a callback's context: the engine keeps it alive from `add` to `remove`.
  @unsafe static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context = unsafe context else { preconditionFailure("libcurl lost the transfer") }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  var trailers: HTTPFields { reader.trailers }

  /// False only when certainly no byte of the request has reached a peer.
  var mayHaveBeenSent: Bool {
    // On a secure connection HTTP/2 may have sent from its own buffers what libcurl doesn't count.
    pace.hasConnected && (isSecure || easy.sentRequestBytes > 0)
  }
}

// MARK: What libcurl reports

extension Transfer {
  /// The connection is ready and the request is about to leave. Returns whether it may.
  ///
  /// When a kept-alive connection dies under a request, libcurl repeats it on a new one. That is right for what
  /// is idempotent, and must not happen to the rest once any of it may have been read.
  func willSend() -> Bool {
    guard isIdempotent || !mayHaveBeenSent else {
      refusal = HTTPError(
        .reset, "The kept-alive connection closed before answering; not sent again", mayHaveBeenSent: true)
      return false
    }
    pace.sends(at: engine.timetable.now)
    noteDeadline()
    return true
  }

  /// Takes one header line; returns how many bytes of it were taken, fewer than all to give up.
  func receive(headerLine line: Span<UInt8>) -> Int {
    moveOn()
    switch reader.read(line) {
    case .more: break
    case .complete(let head): deliver(head)
    case .tooLarge:
      refusal = failure(.headersTooLarge, "More than \(limits.headerBytes) bytes")
      return 0
    }
    return line.count
  }

  private func deliver(_ head: HTTPResponse.Head) {
    self.head = head
    switch sink {
    case .collecting: reserve(for: head)
    case .streaming(let exchange): exchange.deliver(head)
    case .left: break
    }
  }

  /// Takes a piece of the decoded body; returns its size, less to give up, or `CURL_WRITEFUNC_PAUSE`.
  func receive(body bytes: RawSpan) -> Int {
    guard bodyBytes + bytes.byteCount <= limits.bodyBytes else {
      refusal = failure(.bodyTooLarge, "More than \(limits.bodyBytes) bytes")
      return 0
    }
    switch sink {
    case .collecting:
      unsafe bytes.withUnsafeBytes { unsafe collected.append(contentsOf: $0) }
    case .streaming(let exchange):
      if exchange.deliver(bytes) == .paused {
        // libcurl keeps these bytes and offers them again.
        pace.pauses()
        return Int(CURL_WRITEFUNC_PAUSE)
      }
    case .left: break
    }
    moveOn()
    bodyBytes += bytes.byteCount
    return bytes.byteCount
  }

  /// The next piece of the request's body.
  func upload(into room: UnsafeMutableRawBufferPointer) -> Int {
    let piece = upload[uploadOffset..<min(upload.count, uploadOffset + room.count)]
    unsafe room.copyBytes(from: piece)
    uploadOffset += piece.count
    return piece.count
  }

  /// Goes back for another attempt.
  func rewindUpload(to offset: Int) -> CInt {
    guard (0...upload.count).contains(offset) else { return CURL_SEEKFUNC_FAIL }
    uploadOffset = offset
    return CURL_SEEKFUNC_OK
  }
}

// MARK: What the engine asks

extension Transfer {
  /// The consumer has caught up. Returns what libcurl makes of the bytes it kept.
  func resumeReceiving() -> CURLcode {
    moveOn()
    return easy.resumeReceiving()
  }

  /// The deadline that has passed, if one has. Progress of an upload counts as life.
  func passedDeadline() -> HTTPError.Deadline? {
    guard let (deadline, time) = pace.next, time <= engine.timetable.now else { return nil }
    if deadline == .firstByte {
      let uploaded = easy.uploadedBytes
      if uploaded > seenUploadedBytes {
        seenUploadedBytes = uploaded
        pace.sends(at: engine.timetable.now)
        return nil
      }
    }
    return deadline
  }

  /// The caller has gone. Returns false when the exchange is to end at once.
  func isLeft() -> Bool {
    guard let farewell, mayHaveBeenSent else { return false }
    if case .left = sink { return true }
    finish(failure(.cancelled, "Cancelled by the caller"))
    sink = .left
    collected = []
    pace.isLeft(until: engine.timetable.now + farewell)
    noteDeadline()
    return true
  }

  func noteDeadline() { engine.timetable.note(pace.next?.at) }

  func failure(_ cause: HTTPError.Cause, _ detail: String) -> HTTPError {
    HTTPError(cause, detail, mayHaveBeenSent: mayHaveBeenSent)
  }

  /// Hands over the end, and with it all that was collected.
  func finish(_ failure: HTTPError?) {
    switch sink {
    case .left: break
    case .streaming(let exchange):
      exchange.finish(failure.map { .failure($0) } ?? .success(trailers))
    case .collecting(let continuation):
      if let failure { return continuation.resume(returning: .failure(failure)) }
      guard let head else {
        return continuation.resume(returning: .failure(self.failure(.reset, "No response head")))
      }
      continuation.resume(returning: .success(CollectedResponse(head: head, body: take(&collected))))
    }
  }

  private func take(_ bytes: inout [UInt8]) -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  private func moveOn() {
    let hadResponse = pace.hasResponse
    pace.receives(at: engine.timetable.now)
    if !hadResponse { noteDeadline() }
  }

  /// The most memory that a mere announcement of length is worth.
  private static let reservationLimit = 1 << 20

  private func reserve(for head: HTTPResponse.Head) {
    guard let length = head.fields["content-length"].flatMap(Int.init), length > 0 else { return }
    collected.reserveCapacity(min(length, limits.bodyBytes, Self.reservationLimit))
  }
}
