internal import NIOCore
internal import NIOHTTP1

/// Puts the parts a connection brings together to whole requests.
///
/// NIO's pipelining handler, which comes before this one, holds the next request back until the one before is
/// answered; so at most one waits in `arrivals`.
final class RequestCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let reception: Reception
  private let arrivals: AsyncStream<Arrival>.Continuation
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var claim: BodyBudget.Claim
  private var received = 0
  /// Why the request is not taken.
  private var refusal: ServerResponse?

  init(_ reception: Reception, arrivals: AsyncStream<Arrival>.Continuation) {
    self.reception = reception
    self.arrivals = arrivals
    claim = BodyBudget.Claim(on: reception.budget)
  }

  private var bodyLimit: Int { reception.limits.bodyBytes }

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
    received = 0
    refusal = reception.refusal?(ServerRequest(head, body: []))
    guard head.headers[canonicalForm: "expect"].contains("100-continue") else { return }
    // The client waits for leave to send, so a refusal can spare it the body.
    if head.headers.first(name: "content-length").flatMap(Int.init) ?? 0 > bodyLimit { refuse(413) }
    guard refusal == nil else { return finish() }
    let leave = HTTPResponseHead(version: head.version, status: .continue)
    context.writeAndFlush(wrapOutboundOut(.head(leave)), promise: nil)
  }

  private func collect(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    guard head != nil else { return }
    received += buffer.readableBytes
    if received > bodyLimit { refuse(413) }
    if refusal == nil, !claim.grow(by: buffer.readableBytes) { refuse(503) }
    if refusal == nil {
      body.append(contentsOf: buffer.readableBytesView)
    } else if received > 2 * bodyLimit {
      context.close(promise: nil)
    }
    // In between it is read without being kept: a client that is still sending would see a reset connection
    // instead of the refusal.
  }

  private func finish() {
    guard let head else { return }
    defer { forget() }
    if let refusal {
      arrivals.yield(.refused(refusal))
      return
    }
    // HTTP/1.0 needs the end of the connection as the end of a stream, and nobody who needs speed speaks it.
    let keepsAlive = head.isKeepAlive && head.version == .http1_1
    arrivals.yield(
      .request(ServerRequest(head, body: body), claim: claim, version: head.version, keepsAlive: keepsAlive))
  }

  private func refuse(_ status: Int) {
    guard refusal == nil else { return }
    refusal = ServerResponse(status: status)
    forgetBody()
  }

  private func forget() {
    head = nil
    refusal = nil
    forgetBody()
  }

  private func forgetBody() {
    body = []
    claim = BodyBudget.Claim(on: reception.budget)
  }
}
