import CCurl

/// One running request as libcurl's callbacks see it. Confined to the loop's thread.
final class Transfer {
  let id: UInt64
  let easy: EasyHandle
  private(set) var sink: Sink
  private(set) var pace: Pace
  /// Why a callback made libcurl give up, which libcurl can't know.
  private(set) var refusal: HTTPError?
  /// The last address that was not to be connected to. There may be others of the same name.
  private(set) var addressRefusal: AddressRefusal?
  private(set) var head: HTTPResponse.Head?

  unowned let engine: Engine
  private let url: WebURL
  private let limits: HTTPLimits
  private let farewell: Duration?
  private let mayShareConnection: Bool
  private let isIdempotent: Bool
  private let upload: [UInt8]
  private var uploadOffset = 0
  private var seenUploadedBytes = 0
  private var reader: HeadReader
  private var collected: CollectedBody
  private var bodyBytes = 0
  private var isCompressed = false

  /// Who takes the response.
  enum Sink {
    /// One waiter, who gets it whole.
    case collecting(CheckedContinuation<Result<CollectedResponse, HTTPError>, Never>)
    /// A reader, who gets it as it arrives.
    case streaming(Exchange)
    /// Nobody any more.
    case left

    /// Whether a response that begins like this is wanted whole, not as a stream that has its own pace.
    func mustNotCrawl(_ head: HTTPResponse.Head) -> Bool {
      switch self {
      case .collecting: true
      case .streaming: head.isJSON
      case .left: false
      }
    }
  }

  init(_ start: Engine.Start, easy: EasyHandle, engine: Engine) {
    id = start.id
    sink = start.sink
    self.easy = easy
    self.engine = engine
    let request = start.request
    url = request.url
    limits = request.limits
    farewell = request.farewell
    mayShareConnection = request.mayShareConnection
    isIdempotent = request.method.isIdempotent
    upload = request.body ?? []
    reader = HeadReader(
      limit: request.limits.headerBytes, fieldLimit: request.limits.headerFields,
      acceptsCompression: request.acceptsCompression)
    collected = CollectedBody(limit: request.limits.bodyBytes, memory: engine.memory)
    pace = Pace(request.deadlines, start: engine.timetable.now)
  }

  /// The object behind a callback's context: the engine keeps it alive from `add` to `remove`.
  @unsafe static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context = unsafe context else { preconditionFailure("libcurl lost the transfer") }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Whether the connection is one of TLS.
  var isEncrypted: Bool { url.scheme == "https" }

  /// Whether the caller has gone and the rest of the response is received all the same.
  var isLingering: Bool {
    if case .left = sink { true } else { false }
  }

  /// False only when certainly no byte of the request has reached a peer.
  var mayHaveBeenSent: Bool {
    // HTTP/2 may have sent from its own buffers what libcurl doesn't count.
    pace.hasConnected && (mayShareConnection || easy.sentRequestBytes > 0)
  }
}

// MARK: What libcurl reports

extension Transfer {
  /// A connection is about to be made to `address`, nil for another kind of network. Returns whether it may.
  func mayConnect(to address: IPAddress?) -> Bool {
    guard let address else { return false }
    addressRefusal = engine.refusal(of: address, for: url) ?? addressRefusal
    return addressRefusal?.address != address
  }

  /// Refuses an address that a proxy is to connect to.
  func checkAddress(_ address: IPAddress) throws(HTTPError) {
    guard !mayConnect(to: address), let addressRefusal else { return }
    throw HTTPError(.addressRefused, "\(addressRefusal)")
  }

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
    case .tooMany:
      refusal = failure(.headersTooLarge, "More than \(limits.headerFields) fields")
      return 0
    case .miscoded(let problem):
      refusal = failure(.malformedResponse, "\(problem)")
      return 0
    }
    return line.count
  }

  private func deliver(_ head: HTTPResponse.Head) {
    self.head = head
    isCompressed = head.fields["content-encoding"] != nil
    if sink.mustNotCrawl(head) {
      pace.watchSpeed(at: engine.timetable.now)
      noteDeadline()
    }
    switch sink {
    case .collecting:
      if let length = head.fields["content-length"].flatMap(Int.init) { collected.expect(length) }
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
    guard !isCompressed || isPlausible(bodyBytes + bytes.byteCount) else {
      refusal = failure(
        .bodyTooLarge, "It unpacks to more than \(HTTPLimits.maximumExpansion) times of what was sent")
      return 0
    }
    switch sink {
    case .collecting:
      do throws(HTTPError) {
        try collected.append(bytes)
      } catch {
        refusal = error
        return 0
      }
    case .streaming(let exchange):
      if exchange.deliver(bytes) == .paused {
        // libcurl keeps these bytes and offers them again.
        pace.pauses()
        return Int(CURL_WRITEFUNC_PAUSE)
      }
    case .left: break
    }
    moveOn(bytes.byteCount)
    bodyBytes += bytes.byteCount
    return bytes.byteCount
  }

  /// Whether what has arrived may well unpack to `count` bytes.
  private func isPlausible(_ count: Int) -> Bool {
    guard count > HTTPLimits.freeExpansionBytes else { return true }
    // libcurl counts what has arrived a buffer late.
    return count / HTTPLimits.maximumExpansion <= easy.receivedBytes + EasyHandle.bufferBytes
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
  /// The consumer has caught up, or gone. Returns why the transfer can't go on, if it can't.
  ///
  /// The bytes that libcurl kept go through the write callback here, and what that refuses doesn't end by itself.
  func resumeReceiving() -> HTTPError? {
    guard pace.isPaused else { return nil }
    moveOn()
    let code = easy.resumeReceiving()
    return code == CURLE_OK ? refusal : failure(for: code)
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

  /// The caller goes. Returns whether it lingers; otherwise the exchange is to end at once.
  func leave() -> Bool {
    if isLingering { return true }
    guard let farewell, mayHaveBeenSent else { return false }
    finish(failure(.cancelled, "Cancelled by the caller"))
    sink = .left
    _ = collected.take()
    pace.leave(until: engine.timetable.now + farewell)
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
      exchange.finish(failure.map { .failure($0) } ?? .success(reader.trailers))
    case .collecting(let continuation):
      if let failure { return continuation.resume(returning: .failure(failure)) }
      guard let head else {
        return continuation.resume(returning: .failure(self.failure(.reset, "No response head")))
      }
      continuation.resume(returning: .success(CollectedResponse(head: head, body: collected.take())))
    }
  }

  private func moveOn(_ count: Int = 0) {
    let hadResponse = pace.hasResponse
    pace.receives(count, at: engine.timetable.now)
    if !hadResponse { noteDeadline() }
  }
}
