internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2

/// One client's connection, or one stream of it: requests in, answers out, one after the other.
struct Connection: Sendable {
  let channel: any Channel
  let arrivals: AsyncStream<Arrival>

  /// Makes a connection that speaks HTTP/1.1 of a new channel, on the channel's event loop.
  init(http1 channel: any Channel, _ reception: Reception) throws {
    let limits = reception.limits
    var headerLimits = NIOHTTPDecoderLimitConfiguration()
    headerLimits.maxHeaderFieldSize = limits.fieldBytes
    headerLimits.maxHeaderListSize = limits.headerBytes
    headerLimits.maxHeaderFieldCount = limits.fieldCount
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
      withDecoderLimitConfiguration: headerLimits)
    try self.init(carrying: channel, reception)
  }

  /// Makes a connection of a new stream of HTTP/2, which brings one request and ends.
  init(stream channel: any Channel, _ reception: Reception) throws {
    try channel.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
    try self.init(carrying: channel, reception)
  }

  private init(carrying channel: any Channel, _ reception: Reception) throws {
    let continuation: AsyncStream<Arrival>.Continuation
    (arrivals, continuation) = AsyncStream.makeStream()
    self.channel = channel
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(StallGuard(limit: reception.limits.stall))
    try pipeline.addHandler(RequestCollector(reception, arrivals: continuation))
  }

  /// Serves until either side ends the connection; a client that leaves cancels the answer being made for it.
  func run(_ respond: @escaping HTTPServer.Responder) async {
    await withTaskCancellationHandler {
      await withDiscardingTaskGroup { group in
        group.addTask { await serve(respond) }
        try? await channel.closeFuture.get()
        group.cancelAll()
      }
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  private func serve(_ respond: HTTPServer.Responder) async {
    // What is thrown here means that the client is gone, or that an answer has to be cut.
    do {
      for await arrival in arrivals {
        guard try await answer(arrival, respond) else { break }
      }
    } catch {}
    channel.close(promise: nil)
  }

  /// Answers one request and tells whether the connection can carry another.
  private func answer(_ arrival: Arrival, _ respond: HTTPServer.Responder) async throws -> Bool {
    switch arrival {
    case .request(let request, let claim, let version, let keepsAlive):
      let outgoing = OutgoingResponse(channel: channel, version: version, keepsAlive: keepsAlive)
      let response = await respond(request)
      withExtendedLifetime(claim) {}
      try Task.checkCancellation()
      try await outgoing.send(response, withoutBody: request.method == "HEAD")
      return keepsAlive
    case .refused(let response):
      let outgoing = OutgoingResponse(channel: channel, version: .http1_1, keepsAlive: false)
      try await outgoing.send(response, withoutBody: false)
      return false
    }
  }
}
