import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// A client of HTTP/2 with prior knowledge that shows every frame that comes back.
struct HTTP2Client: Sendable {
  /// A stream from both of its ends' view.
  struct Stream: Sendable {
    let channel: any Channel
    let frames: AsyncStream<Frame>

    func send(_ body: [UInt8], ends: Bool) async throws {
      let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(ByteBuffer(bytes: body)), endStream: ends)
      try await channel.writeAndFlush(HTTP2Frame.FramePayload.data(data))
    }

    /// Tells the server that nobody waits any more (RFC 9113 §6.4).
    func reset() async throws {
      try await channel.writeAndFlush(HTTP2Frame.FramePayload.rstStream(.cancel))
    }

    /// All frames up to the end of the stream.
    func answer() async -> [Frame] { await frames.reduce(into: []) { $0.append($1) } }
  }

  enum Frame: Sendable, Equatable {
    case headers([String: String], ends: Bool)
    case data(String, ends: Bool)
  }

  let channel: any Channel
  let multiplexer: NIOHTTP2Handler.StreamMultiplexer

  /// Connects for as long as `body` runs.
  static func with<Result>(
    port: Int, windowSize: Int = 65_535, _ body: (HTTP2Client) async throws -> Result
  ) async throws -> Result {
    var configuration = NIOHTTP2Handler.Configuration()
    configuration.connection.initialSettings = [
      HTTP2Setting(parameter: .enablePush, value: 0),
      HTTP2Setting(parameter: .initialWindowSize, value: windowSize),
    ]
    configuration.stream.targetWindowSize = windowSize
    let (channel, multiplexer, isSettled) = try await ClientBootstrap(
      group: MultiThreadedEventLoopGroup.singleton
    )
    .connect(host: "127.0.0.1", port: port) { [configuration] channel in
      let isSettled = channel.eventLoop.makePromise(of: Void.self)
      return channel.configureHTTP2Pipeline(
        mode: .client, connectionConfiguration: configuration.connection,
        streamConfiguration: configuration.stream
      ) { $0.close() }
      .flatMapThrowing { multiplexer in
        try channel.pipeline.syncOperations.addHandler(Settlement(isSettled))
        return (channel, multiplexer, isSettled.futureResult)
      }
    }
    do {
      // A stream that is opened before the server has agreed to the window is not told when there is room again.
      try await isSettled.get()
      let result = try await body(HTTP2Client(channel: channel, multiplexer: multiplexer))
      try? await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }

  /// Opens a stream with the head of a request.
  func open(
    _ method: String, _ path: String, _ fields: [(String, String)] = [], ends: Bool
  ) async throws -> Stream {
    let (frames, continuation) = AsyncStream<Frame>.makeStream()
    let stream = try await multiplexer.createStreamChannel { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandler(FrameCollector(continuation))
      }
    }.get()
    var headers: HPACKHeaders = [
      ":method": method, ":path": path, ":scheme": "http", ":authority": "127.0.0.1",
    ]
    for (name, value) in fields { headers.add(name: name, value: value) }
    try await stream.writeAndFlush(
      HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: ends)))
    return Stream(channel: stream, frames: frames)
  }

  /// The whole answer to a whole request.
  func exchange(
    _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: String = ""
  ) async throws -> [Frame] {
    let stream = try await open(method, path, fields, ends: body.isEmpty)
    if !body.isEmpty { try await stream.send(Array(body.utf8), ends: true) }
    return await stream.answer()
  }
}

/// Waits for the server to agree to the client's settings.
private final class Settlement: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame

  private let promise: EventLoopPromise<Void>

  init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .settings(.ack) = unwrapInboundIn(data).payload { promise.succeed() }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    promise.fail(ChannelError.eof)
    context.fireChannelInactive()
  }
}

private final class FrameCollector: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload

  private let frames: AsyncStream<HTTP2Client.Frame>.Continuation

  init(_ frames: AsyncStream<HTTP2Client.Frame>.Continuation) {
    self.frames = frames
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let headers):
      let fields = headers.headers.map { ($0.name, $0.value) }
      frames.yield(
        .headers(Dictionary(fields, uniquingKeysWith: { "\($0), \($1)" }), ends: headers.endStream))
    case .data(let data):
      guard case .byteBuffer(let bytes) = data.data else { return }
      frames.yield(.data(String(buffer: bytes), ends: data.endStream))
    default: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}

  func channelInactive(context: ChannelHandlerContext) {
    frames.finish()
  }
}
