internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A small server of HTTP/1.1 and, on the same port, HTTP/2 without TLS: whole or streamed answers, trailers, limits
/// on everything.
package struct HTTPServer: Sendable {
  /// The address to bind, a numeric one or a name that resolves.
  package var host: String
  /// The port to bind; 0 lets the system choose a free one.
  package var port: Int
  /// What clients may ask of this server.
  package var limits: ServerLimits

  /// Looks at each request before its body comes; nil: nobody does.
  package var refusal: Refusal?

  /// A server that is not running yet, on the loopback interface unless told otherwise.
  package init(
    host: String = "127.0.0.1", port: Int = 0, limits: ServerLimits = ServerLimits(), refusal: Refusal? = nil
  ) {
    self.host = host
    self.port = port
    self.limits = limits
    self.refusal = refusal
  }

  /// What is answered to a request, here without its body, that is not to be taken; nil when it is. The body of another
  /// is not kept.
  package typealias Refusal = @Sendable (ServerRequest) -> ServerResponse?

  /// Makes one answer; may run many times at once, and is cancelled when its client leaves.
  package typealias Responder = @Sendable (ServerRequest) async -> ServerResponse

  /// Serves as long as `body` runs, and tells it the bound port.
  ///
  /// When `body` is done nothing is accepted any more, answers in the making are cancelled, and the call returns
  /// once all their connections are closed. Throws ``BindError``, or what `body` throws.
  /// - Parameters:
  ///   - responder: Gives what answers requests; it learns the bound port before the first one arrives.
  ///   - body: The scope in which the server lives.
  package func withRunning<Result>(
    responder: (_ port: Int) -> Responder, _ body: (_ port: Int) async throws -> Result
  ) async throws -> Result {
    let (accepted, queue) = AsyncStream<Connection>.makeStream()
    let open = OpenConnections(limit: limits.connections)
    let listener = try await bind(open, queue)
    let port = listener.localAddress?.port ?? port
    let respond = responder(port)
    do {
      let result = try await withThrowingDiscardingTaskGroup { group in
        group.addTask { await Self.serve(accepted, respond) }
        defer { group.cancelAll() }
        return try await body(port)
      }
      await Self.close(listener, open)
      return result
    } catch {
      await Self.close(listener, open)
      throw error
    }
  }

  /// Like ``withRunning(responder:_:)``, for answers that do not depend on the port.
  package func withRunning<Result>(
    respond: @escaping Responder, _ body: (_ port: Int) async throws -> Result
  ) async throws -> Result {
    try await withRunning(responder: { _ in respond }, body)
  }

  private func bind(
    _ open: OpenConnections, _ queue: AsyncStream<Connection>.Continuation
  ) async throws(BindError) -> any Channel {
    let reception = Reception(limits, refusal: refusal)
    do {
      return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          // What is thrown here closes the connection, and nothing else.
          channel.eventLoop.makeCompletedFuture {
            try open.admit(channel)
            try channel.pipeline.syncOperations.addHandler(
              PrefaceDetector(limit: reception.limits.stall) { version in
                switch version {
                case .http1: queue.yield(try Connection(http1: channel, reception))
                case .http2: try HTTP2Connection.configure(channel, reception) { queue.yield($0) }
                }
              })
          }
        }
        .bind(host: host, port: port).get()
    } catch {
      throw BindError(host: host, port: port, reason: String(describing: error))
    }
  }

  private static func serve(_ accepted: AsyncStream<Connection>, _ respond: @escaping Responder) async {
    await withDiscardingTaskGroup { group in
      for await connection in accepted {
        group.addTask(executorPreference: EventLoopTaskExecutor(connection.channel.eventLoop)) {
          await connection.run(respond)
        }
      }
    }
  }

  private static func close(_ listener: any Channel, _ open: OpenConnections) async {
    try? await listener.close().get()
    await open.closeAll()
  }
}
