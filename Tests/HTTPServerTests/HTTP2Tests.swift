import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import HTTPServer

@Suite("HTTP/2 with prior knowledge") struct HTTP2Tests {
  @Sendable private static func respond(to request: ServerRequest) async -> ServerResponse {
    switch request.path {
    case "/trailers":
      .trailedStream(fields: ["Content-Type": "text/plain"]) { writer in
        try await writer.write(Array("body".utf8))
        return ["Sum": "4"]
      }
    case "/stream":
      .stream(fields: [:]) { writer in
        for word in ["one ", "", "two"] { try await writer.write(Array(word.utf8)) }
      }
    case "/cut":
      .stream(fields: [:]) { writer in
        try await writer.write(Array("half".utf8))
        throw CancellationError()
      }
    case "/empty": ServerResponse(status: 204)
    default:
      ServerResponse(
        status: 200, fields: ["X-Query": request.query ?? "", "X-TE": request.fields["TE"] ?? ""],
        body: request.body)
    }
  }

  private func withClient<Result>(
    _ limits: ServerLimits = ServerLimits(), _ body: (HTTP2Client) async throws -> Result
  ) async throws -> Result {
    try await HTTPServer(limits: limits).withRunning(respond: Self.respond) { port in
      try await HTTP2Client.with(port: port, body)
    }
  }

  /// The text of the data frames.
  private static func text(_ frames: [HTTP2Client.Frame]) -> String {
    frames.map { if case .data(let text, _) = $0 { text } else { "" } }.joined()
  }

  private static func status(_ frames: [HTTP2Client.Frame]) -> String? {
    guard case .headers(let fields, _) = frames.first else { return nil }
    return fields[":status"]
  }

  @Test("a request is answered, its fields and body as they came")
  func exchange() async throws {
    let frames = try await withClient { client in
      try await client.exchange("POST", "/echo?a=b", [("te", "trailers")], "hello")
    }
    guard case .headers(let fields, let ends) = frames.first else { throw Missing() }
    #expect(fields[":status"] == "200")
    #expect(fields["x-query"] == "a=b")
    #expect(fields["x-te"] == "trailers")
    #expect(fields["content-length"] == "5")
    // Forbidden in HTTP/2 (RFC 9113 §8.2.2).
    #expect(fields["connection"] == nil)
    #expect(!ends)
    #expect(Self.text(frames) == "hello")
  }

  @Test("many requests on one connection do not wait for each other")
  func streams() async throws {
    try await withClient { client in
      let late = try await client.open("POST", "/echo", ends: false)
      for round in 1...20 {
        let frames = try await client.exchange("POST", "/echo", [], "round \(round)")
        #expect(Self.text(frames) == "round \(round)")
      }
      try await late.send(Array("late".utf8), ends: true)
      #expect(Self.text(await late.answer()) == "late")
    }
  }

  @Test("trailers come after the body and end the stream")
  func trailers() async throws {
    let frames = try await withClient { try await $0.exchange("GET", "/trailers") }
    #expect(
      frames == [
        .headers([":status": "200", "content-type": "text/plain"], ends: false),
        .data("body", ends: false), .headers(["sum": "4"], ends: true),
      ])
  }

  @Test("over HTTP/1.1 trailers follow the last chunk")
  func oldTrailers() async throws {
    try await HTTPServer().withRunning(respond: Self.respond) { port in
      let client = try RawClient(port: port)
      try await client.send("GET /trailers HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
      #expect(try await client.readToEnd().hasSuffix("4\r\nbody\r\n0\r\nSum: 4\r\n\r\n"))
    }
  }

  @Test(
    "answers end as they should",
    arguments: [
      ("GET", "/stream", "200", "one two"), ("HEAD", "/stream", "200", ""), ("GET", "/empty", "204", ""),
      ("GET", "/cut", "200", "half"),
    ])
  func ends(_ method: String, path: String, status: String, text: String) async throws {
    let frames = try await withClient { try await $0.exchange(method, path) }
    #expect(Self.status(frames) == status)
    #expect(Self.text(frames) == text)
    let hasEnd = frames.contains { frame in
      switch frame {
      case .headers(_, let ends), .data(_, let ends): ends
      }
    }
    // What was cut has no end, only a reset.
    #expect(hasEnd == (path != "/cut"))
  }

  @Test("a client that resets a stream cancels the answer being made for it, and nothing else")
  func reset() async throws {
    let (cancelled, signal) = AsyncStream<Void>.makeStream()
    let (started, start) = AsyncStream<Void>.makeStream()
    try await HTTPServer().withRunning { request in
      guard request.path == "/slow" else { return ServerResponse(status: 200) }
      start.yield()
      try? await Task.sleep(for: .seconds(3_600))
      if Task.isCancelled { signal.yield() }
      return ServerResponse(status: 200)
    } _: { port in
      try await HTTP2Client.with(port: port) { client in
        let stream = try await client.open("GET", "/slow", ends: true)
        for await _ in started { break }
        try await stream.reset()
        for await _ in cancelled { break }
        #expect(Self.status(try await client.exchange("GET", "/fast")) == "200")
      }
    }
  }

  @Test("the end of the scope closes connections with streams that are still being answered")
  func shutdown() async throws {
    let (started, start) = AsyncStream<Void>.makeStream()
    let (ports, port) = AsyncStream<Int>.makeStream()
    async let frames = Self.frames(from: ports)
    try await HTTPServer().withRunning { _ in
      start.yield()
      try? await Task.sleep(for: .seconds(3_600))
      return ServerResponse(status: 200)
    } _: { number in
      port.yield(number)
      for await _ in started { break }
    }
    #expect(try await frames.isEmpty)
  }

  /// What comes back from the server at the first of `ports`.
  private static func frames(from ports: AsyncStream<Int>) async throws -> [HTTP2Client.Frame] {
    var ports = ports.makeAsyncIterator()
    guard let port = await ports.next() else { throw Missing() }
    return try await HTTP2Client.with(port: port) { try await $0.exchange("GET", "/") }
  }

  @Test(
    "a body may have the limit's length and no more", arguments: [("12345678", "200"), ("123456789", "413")])
  func bodyLimit(_ body: String, status: String) async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 8
    let frames = try await withClient(limits) { try await $0.exchange("POST", "/", [], body) }
    #expect(Self.status(frames) == status)
  }

  @Test("a stream waits for a client that gives no leave to send")
  func flowControl() async throws {
    let written = WrittenChunks()
    try await HTTPServer().withRunning { _ in
      .stream(fields: [:]) { writer in
        for _ in 0..<1_000 {
          try await writer.write([UInt8](repeating: 0x78, count: 1_000))
          written.add()
        }
      }
    } _: { port in
      try await HTTP2Client.with(port: port, windowSize: 10_000) { client in
        let lazy = try await client.open("GET", "/", ends: true)
        // Without reads the client's window is not opened again.
        try await lazy.channel.setOption(.autoRead, value: false).get()
        let eager = try await client.open("GET", "/", ends: true)
        #expect(Self.text(await eager.answer()).count == 1_000_000)
        #expect(written.count < 2_000)
      }
    }
  }

  @Test(
    "the first bytes tell the version",
    arguments: [
      ("", nil), ("P", nil), ("PR", nil), ("PO", .http1), ("GET / HTTP/1.1", .http1), ("PRI /", .http1),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r", nil), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .http2),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore", .http2), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\rx", .http1),
    ] as [(String, WireVersion?)])
  func detection(_ bytes: String, version: WireVersion?) {
    #expect(PrefaceDetector.version(of: ByteBuffer(string: bytes)) == version)
  }

  @Test("a preface that comes byte by byte is one")
  func slowPreface() async throws {
    try await HTTPServer().withRunning(respond: Self.respond) { port in
      let client = try RawClient(port: port)
      // The preface, and an empty SETTINGS frame.
      for byte in PrefaceDetector.preface + [0, 0, 0, 4, 0, 0, 0, 0, 0] { try await client.send([byte]) }
      // The server's own SETTINGS, and its acknowledgement of ours, which is 9 bytes.
      try await client.read { _ in
        client.received.count > 9 && client.received.suffix(9).elementsEqual([0, 0, 0, 4, 1, 0, 0, 0, 0])
      }
      #expect(client.received[3] == 4)
    }
  }

  @Test("the client is told how many streams it may have")
  func streamLimit() async throws {
    var limits = ServerLimits()
    limits.streams = 7
    try await HTTPServer(limits: limits).withRunning(respond: Self.respond) { port in
      let client = try RawClient(port: port)
      try await client.send(PrefaceDetector.preface + [0, 0, 0, 4, 0, 0, 0, 0, 0])
      // SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §6.5.2) is number 3.
      try await client.read { _ in client.received.contains([0, 3, 0, 0, 0, 7]) }
    }
  }

  @Test("a connection that does not show what it is ends after the limit", arguments: ["", "PRI * HTTP"])
  func silence(_ bytes: String) throws {
    let channel = EmbeddedChannel()
    let detector = PrefaceDetector(limit: .seconds(60)) { _ in Issue.record("nothing was detected") }
    try channel.pipeline.syncOperations.addHandler(detector)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    channel.embeddedEventLoop.advanceTime(by: .seconds(59))
    if !bytes.isEmpty { try channel.writeInbound(ByteBuffer(string: bytes)) }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  private struct Missing: Error {}
}
