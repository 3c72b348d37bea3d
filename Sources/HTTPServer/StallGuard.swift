internal import NIOCore
internal import NIOHTTP1

/// Closes a connection whose client neither completes a request nor reads its answer within the limit.
final class StallGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limit: TimeAmount
  // Set while the next move is the client's: since then it owes the rest of a request, or owes reading.
  private var requestOwedSince: NIODeadline?
  private var readingOwedSince: NIODeadline?
  private var check: Scheduled<Void>?

  init(limit: Duration) {
    self.limit = TimeAmount(limit)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    requestOwedSince = context.eventLoop.now
    schedule(at: context.eventLoop.now + limit, context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = unwrapInboundIn(data) { requestOwedSince = nil }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { requestOwedSince = context.eventLoop.now }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    readingOwedSince = context.channel.isWritable ? nil : context.eventLoop.now
    context.fireChannelWritabilityChanged()
  }

  // One timer that looks now and then, because setting one for every request would cost more than the request's
  // parsing.
  private func schedule(at deadline: NIODeadline, _ context: ChannelHandlerContext) {
    check = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.look(context) }
  }

  private func look(_ context: ChannelHandlerContext) {
    guard let since = [requestOwedSince, readingOwedSince].compactMap(\.self).min() else {
      return schedule(at: context.eventLoop.now + limit, context)
    }
    if since + limit <= context.eventLoop.now {
      context.close(promise: nil)
    } else {
      schedule(at: since + limit, context)
    }
  }
}
