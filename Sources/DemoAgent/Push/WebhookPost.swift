internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One POST to a webhook, over a connection of its own.
struct WebhookPost {
  /// The webhook closed the connection without an answer, or ran out of time.
  struct NoAnswer: Error {}

  let url: WebhookURL
  let fields: [(name: String, value: String)]
  let body: [UInt8]

  /// Posts, and gives the status of the answer; what else is in it does not matter.
  ///
  /// Throws ``NoAnswer``, or NIO's words for why there was no connection.
  func send(within limit: Duration) async throws -> Int {
    let exchange = try await connect(within: limit)
    let end = exchange.channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
      exchange.channel.close(promise: nil)
    }
    defer {
      end.cancel()
      exchange.channel.close(promise: nil)
    }
    return try await withTaskCancellationHandler {
      write(to: exchange.channel)
      return try await exchange.status.get()
    } onCancel: {
      exchange.channel.close(promise: nil)
    }
  }

  private struct Exchange: Sendable {
    let channel: any Channel
    let status: EventLoopFuture<Int>
  }

  private func connect(within limit: Duration) async throws -> Exchange {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(TimeAmount(limit))
      .connect(host: url.host, port: url.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let promise = channel.eventLoop.makePromise(of: Int.self)
          let pipeline = channel.pipeline.syncOperations
          let reader = StatusReader(promise)
          do {
            try pipeline.addHTTPClientHandlers()
            try pipeline.addHandler(reader)
          } catch {
            promise.fail(error)
            throw error
          }
          return Exchange(channel: channel, status: promise.futureResult)
        }
      }
  }

  private func write(to channel: any Channel) {
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target)
    let host = url.host.contains(":") ? "[\(url.host)]" : url.host
    head.headers.add(name: "Host", value: "\(host):\(url.port)")
    head.headers.add(name: "Content-Length", value: String(body.count))
    head.headers.add(name: "Connection", value: "close")
    for field in fields { head.headers.add(name: field.name, value: field.value) }
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
  }
}

/// Waits for the status line of an answer.
private final class StatusReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private var promise: EventLoopPromise<Int>?

  init(_ promise: EventLoopPromise<Int>) {
    self.promise = promise
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What comes before the final answer (RFC 9110 §15.2) says nothing.
    guard case .head(let head) = unwrapInboundIn(data), head.status.code >= 200 else { return }
    promise?.succeed(Int(head.status.code))
    promise = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  // However the connection ends, this comes.
  func handlerRemoved(context: ChannelHandlerContext) {
    promise?.fail(WebhookPost.NoAnswer())
    promise = nil
  }
}
