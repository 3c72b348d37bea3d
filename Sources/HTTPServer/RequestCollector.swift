internal import NIOCore
internal import NIOHTTP1

/// Puts the parts a connection brings together to whole requests.
///
/// NIO's pipelining handler, which comes before this one, holds the next request back until the one before is
/// answered; so at most one waits in `arrivals`.
final class RequestCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let bodyLimit: Int
  private let arrivals: AsyncStream<Arrival>.Continuation
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var received = 0

  init(bodyLimit: Int, arrivals: AsyncStream<Arrival>.Continuation) {
    self.bodyLimit = bodyLimit
    self.arrivals = arrivals
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let buffer): collect(buffer, context)
    case .end: finish()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    arrivals.finish()
    context.fireChannelInactive()
  }

  // Parts that make no HTTP have been answered with 400 by NIO's handler; other errors have nobody to tell.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = head
    body = []
    received = 0
    guard head.headers[canonicalForm: "expect"].contains("100-continue") else { return }
    // The client waits for leave to send, so a refusal can spare it the body.
    guard head.headers.first(name: "content-length").flatMap(Int.init) ?? 0 <= bodyLimit else {
      return refuse()
    }
    let leave = HTTPResponseHead(version: head.version, status: .continue)
    context.writeAndFlush(wrapOutboundOut(.head(leave)), promise: nil)
  }

  private func collect(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    guard head != nil else { return }
    received += buffer.readableBytes
    if received <= bodyLimit {
      body.append(contentsOf: buffer.readableBytesView)
    } else if received > 2 * bodyLimit {
      context.close(promise: nil)
    }
    // In between it is read without being kept: a client that is still sending would see a reset connection
    // instead of the 413.
  }

  private func finish() {
    guard let head else { return }
    guard received <= bodyLimit else { return refuse() }
    // HTTP/1.0 needs the end of the connection as the end of a stream, and nobody who needs speed speaks it.
    let keepsAlive = head.isKeepAlive && head.version == .http1_1
    arrivals.yield(
      .request(ServerRequest(head, body: body), version: head.version, keepsAlive: keepsAlive))
    self.head = nil
    body = []
  }

  private func refuse() {
    head = nil
    body = []
    arrivals.yield(.refused(status: 413))
  }
}
