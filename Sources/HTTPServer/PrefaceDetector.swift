internal import NIOCore

/// Looks at the first bytes of a connection to tell HTTP/2 with prior knowledge from HTTP/1.1 (RFC 9113 §3.4),
/// then makes way for what reads the one or the other.
final class PrefaceDetector: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// What a client of HTTP/2 begins with.
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private let limit: TimeAmount
  private let configure: (WireVersion) throws -> Void
  private var received = ByteBuffer()
  private var patience: Scheduled<Void>?

  /// A detector that closes connections which do not show within `limit` what they are, and has the others' channel
  /// set up by `configure`.
  init(limit: Duration, configure: @escaping (WireVersion) throws -> Void) {
    self.limit = TimeAmount(limit)
    self.configure = configure
  }

  func handlerAdded(context: ChannelHandlerContext) {
    patience = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    patience?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    guard let version = Self.version(of: received) else { return }
    patience?.cancel()
    do {
      try configure(version)
    } catch {
      return context.close(promise: nil)
    }
    context.fireChannelRead(wrapInboundOut(received))
    context.fireChannelReadComplete()
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  /// nil while the bytes could still become either.
  static func version(of received: ByteBuffer) -> WireVersion? {
    let bytes = received.readableBytesView.prefix(preface.count)
    guard bytes.elementsEqual(preface.prefix(bytes.count)) else { return .http1 }
    return bytes.count == preface.count ? .http2 : nil
  }
}
