internal import NIOCore
internal import NIOHTTP2

/// Sets channels up for HTTP/2, whose streams become connections of one request each.
enum HTTP2Connection {
  /// Makes the pipeline of `channel`, on its event loop; `accept` gets every stream that the client opens.
  static func configure(
    _ channel: any Channel, _ reception: Reception, accept: @escaping @Sendable (Connection) -> Void
  ) throws {
    let limits = reception.limits
    let manager = NIOHTTP2ServerConnectionManagementHandler(
      eventLoop: channel.eventLoop,
      configuration: .init(
        maxIdleTime: TimeAmount(limits.stall), maxAge: nil, maxGraceTime: TimeAmount(limits.stall),
        keepalive: nil))
    let handler = NIOHTTP2Handler(
      mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: connection(limits),
      streamConfiguration: stream, streamDelegate: manager.http2StreamDelegate
    ) { stream in
      stream.eventLoop.makeCompletedFuture { accept(try Connection(stream: stream, reception)) }
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers([handler, manager])
    // The channel has long been active, and the manager starts counting when it hears of that.
    try pipeline.context(handler: handler).fireChannelActive()
  }

  private static func connection(_ limits: ServerLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
    var configuration = NIOHTTP2Handler.ConnectionConfiguration()
    configuration.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytes),
      HTTP2Setting(parameter: .initialWindowSize, value: windowSize),
    ]
    configuration.targetWindowSize = windowSize
    return configuration
  }

  private static var stream: NIOHTTP2Handler.StreamConfiguration {
    var configuration = NIOHTTP2Handler.StreamConfiguration()
    configuration.targetWindowSize = windowSize
    return configuration
  }

  /// Bytes of a body that a client may send before it hears that they have been read.
  private static let windowSize = 1024 * 1024
}
