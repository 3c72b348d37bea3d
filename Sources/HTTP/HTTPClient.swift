/// An HTTP client over libcurl: one thread, one pool of kept-alive connections, HTTP/2 where TLS agrees on it.
///
/// Only http and https; redirects are the caller's business; peers are verified; no cookies, no `.netrc`;
/// proxies as the environment names them, except for loopback. It connects only where its policy allows it, which is
/// looked at once for each connection: so connections are never shared with a client of another policy. The thread
/// starts with the first request and ends with the client.
package final class HTTPClient: Sendable {
  private let loop: CurlLoop
  private let memory: MemoryBudget

  /// A client that costs nothing until its first request.
  ///
  /// - Parameter memory: how much all that is being received may take up together, here and by whoever shares it.
  package convenience init(
    policy: ConnectionPolicy = ConnectionPolicy(), memory: MemoryBudget = MemoryBudget()
  ) {
    self.init(ClientSetup(policy: policy, memory: memory))
  }

  init(_ setup: ClientSetup) {
    loop = CurlLoop(setup)
    memory = setup.memory
  }

  deinit { loop.stop() }

  /// Runs tasks on the client's own thread, between transfers. A task that mostly waits for responses saves the
  /// switches between threads there; one that computes for long holds up all transfers.
  package var executor: any TaskExecutor { loop }

  /// Sends `request` and gives the response whole.
  ///
  /// Cancelling the task ends the wait at once, and the exchange as `request.farewell` says.
  /// - Throws: `HTTPError`, also for a response beyond `request.limits`; never for a status.
  package func response(
    to request: HTTPRequest
  ) async throws(HTTPError) -> (head: HTTPResponse.Head, body: [UInt8]) {
    let id = loop.reserveID()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        start(id, request, .collecting(continuation))
      }
    } onCancel: {
      loop.cancel(id)
    }
    let response = try result.get()
    return (response.head, response.body)
  }

  /// Sends `request` and gives the response whole, also when the task is cancelled meanwhile: for answers that must not
  /// get lost, such as one that replaces what the request used up.
  ///
  /// - Parameter within: From the start to the end of the response; it stands in for `request.deadlines.total`.
  /// - Throws: `HTTPError`, also for a response beyond `request.limits`; never for a status.
  package func responseEvenIfCancelled(
    to request: HTTPRequest, within patience: Duration
  ) async throws(HTTPError) -> (head: HTTPResponse.Head, body: [UInt8]) {
    var request = request
    request.deadlines.total = patience
    let id = loop.reserveID()
    let result = await withCheckedContinuation { continuation in
      loop.start(Engine.Start(id: id, request: request, sink: .collecting(continuation)))
    }
    let response = try result.get()
    return (response.head, response.body)
  }

  /// Sends `request` and lends the response to `body` as soon as its head is there.
  ///
  /// The exchange ends when `body` does, as `request.farewell` says: what it hasn't read by then is not wanted. The
  /// response comes as it is: of a compressed one libcurl would go on unpacking what it has, and keep it, while the
  /// reader is behind.
  /// Cancelling the task ends the wait at once, wherever `body` is.
  /// - Throws: `HTTPError`, or what `body` throws; never for a status.
  package func withResponse<Value>(
    to request: HTTPRequest,
    _ body: (HTTPResponse) async throws(HTTPError) -> Value
  ) async throws(HTTPError) -> Value {
    var request = request
    request.acceptsCompression = false
    let id = loop.reserveID()
    let exchange = Exchange(highWater: request.limits.bufferedBytes) { [loop] in loop.resume(id) }
    let result = await withTaskCancellationHandler { [request] () async -> Result<Value, HTTPError> in
      start(id, request, .streaming(exchange))
      defer { if !exchange.hasEnded { loop.cancel(id) } }
      do throws(HTTPError) {
        let head = try await exchange.head()
        return .success(
          try await body(HTTPResponse(head: head, body: .init(exchange: exchange), memory: memory)))
      } catch {
        return .failure(error)
      }
    } onCancel: {
      loop.cancel(id)
    }
    return try result.get()
  }

  /// Starts a transfer, unless the task is cancelled already; a cancellation may overtake it.
  ///
  /// The handler's command may have been posted before the start it is meant for. But then the task was cancelled
  /// before this looks for the second time, so one of the two commands always follows the start.
  private func start(_ id: UInt64, _ request: HTTPRequest, _ sink: Transfer.Sink) {
    let start = Engine.Start(id: id, request: request, sink: sink)
    guard !Task.isCancelled else { return start.refuse(HTTPError(.cancelled, "Cancelled before it began")) }
    loop.start(start)
    if Task.isCancelled { loop.cancel(id) }
  }
}
