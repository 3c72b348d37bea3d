import Synchronization
import Testing

@testable import HTTPServer

@Suite("The server over a socket") struct HTTPServerTests {
  /// Answers with what it was asked, or as the path says.
  @Sendable private static func respond(to request: ServerRequest) async -> ServerResponse {
    switch request.path {
    case "/stream":
      .stream(fields: ["Content-Type": "text/plain"]) { writer in
        for word in ["one ", "", "two ", "three"] { try await writer.write(Array(word.utf8)) }
      }
    case "/cut":
      .stream(fields: [:]) { writer in
        try await writer.write(Array("half".utf8))
        throw CancellationError()
      }
    case "/status": ServerResponse(status: request.query.flatMap { Int($0) } ?? 500)
    default: ServerResponse(status: 200, fields: ["X-Method": request.method], body: request.body)
    }
  }

  private func withClient(
    _ limits: ServerLimits = ServerLimits(), _ body: (RawClient) async throws -> Void
  ) async throws {
    try await HTTPServer(limits: limits).withRunning(respond: Self.respond) { port in
      try await body(try RawClient(port: port))
    }
  }

  private static func post(_ body: String, _ fields: String = "") -> String {
    "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
  }

  @Test("requests on one connection are answered in order, also when they come at once or byte by byte")
  func keepAlive() async throws {
    try await withClient { client in
      try await client.send(Self.post("first") + Self.post("second"))
      try await client.read { $0.hasSuffix("second") }
      for byte in Self.post("third").utf8 { try await client.send([byte]) }
      try await client.read { $0.hasSuffix("third") }
      let bodies = client.text.split(separator: "HTTP/1.1 200 OK\r\n").compactMap {
        $0.split(separator: "\r\n\r\n").last
      }
      #expect(bodies == ["first", "second", "third"])
      #expect(client.text.contains("Content-Length: 5\r\n"))
    }
  }

  @Test(
    "the exchange ends the connection when the client wants it",
    arguments: [
      ("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", "200 OK"),
      ("GET / HTTP/1.0\r\n\r\n", "200 OK"),
      ("GET /stream HTTP/1.0\r\n\r\n", "one two three"),
      ("GET /stream HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", "5\r\nthree\r\n0\r\n\r\n"),
    ])
  func close(_ request: String, expected: String) async throws {
    try await withClient { client in
      try await client.send(request)
      let answer = try await client.readToEnd()
      #expect(answer.contains(expected))
      #expect(answer.lowercased().contains("connection: close\r\n"))
    }
  }

  @Test("a large last answer arrives whole before the connection closes")
  func largeLastAnswer() async throws {
    try await withClient { client in
      let body = String(repeating: "0123456789abcdef", count: 1 << 18)
      try await client.send(Self.post(body, "Connection: close\r\n"))
      #expect(try await client.readToEnd().hasSuffix("\r\n\r\n" + body))
    }
  }

  @Test("a stream comes in chunks, and the connection lives on")
  func stream() async throws {
    try await withClient { client in
      try await client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
      try await client.read { $0.hasSuffix("4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n") }
      #expect(client.text.lowercased().contains("transfer-encoding: chunked\r\n"))
      try await client.send(Self.post("again"))
      try await client.read { $0.hasSuffix("again") }
    }
  }

  @Test("a stream that fails is visibly cut")
  func cutStream() async throws {
    try await withClient { client in
      try await client.send("GET /cut HTTP/1.1\r\nHost: t\r\n\r\n")
      let answer = try await client.readToEnd()
      #expect(answer.hasSuffix("4\r\nhalf\r\n"))
    }
  }

  @Test(
    "answers without a body have none",
    arguments: [
      ("HEAD / HTTP/1.1", "200 OK"), ("HEAD /stream HTTP/1.1", "200 OK"),
      ("GET /status?204 HTTP/1.1", "204 No Content"),
      ("GET /status?304 HTTP/1.1", "304 Not Modified"),
    ])
  func noBody(_ line: String, status: String) async throws {
    try await withClient { client in
      try await client.send("\(line)\r\nHost: t\r\n\r\n" + Self.post("next"))
      try await client.read { $0.hasSuffix("next") }
      let answers = client.text.split(separator: "\r\n\r\n")
      #expect(answers.count == 3)
      #expect(answers.first?.hasPrefix("HTTP/1.1 \(status)") == true)
      #expect(answers.dropFirst().first?.hasPrefix("HTTP/1.1 200 OK") == true)
    }
  }

  @Test(
    "what is no HTTP is refused, and the server goes on",
    arguments: [
      "\u{0}\u{1}\u{2}\u{3}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "hello there\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nbad field\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
      "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
  func garbage(_ garbage: String) async throws {
    try await HTTPServer().withRunning(respond: Self.respond) { port in
      let client = try RawClient(port: port)
      try await client.send(garbage)
      let answer = try await client.readToEnd()
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      let other = try RawClient(port: port)
      try await other.send(Self.post("alive"))
      try await other.read { $0.hasSuffix("alive") }
    }
  }

  @Test(
    "too much head is refused",
    arguments: [
      "X: \(String(repeating: "x", count: 400))\r\n",
      String(repeating: "X: y\r\n", count: 20),
      (1...9).map { "X\($0): \(String(repeating: "x", count: 99))\r\n" }.joined(),
    ])
  func headLimits(_ fields: String) async throws {
    var limits = ServerLimits()
    (limits.fieldBytes, limits.headerBytes, limits.fieldCount) = (300, 800, 16)
    try await withClient(limits) { client in
      try await client.send("GET / HTTP/1.1\r\n\(fields)\r\n")
      #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }
  }

  @Test(
    "a body may have the limit's length and no more",
    arguments: [
      (post("12345678"), "HTTP/1.1 200 OK\r\n"),
      (post("123456789"), "HTTP/1.1 413 Payload Too Large\r\n"),
      (
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n",
        "HTTP/1.1 413 Payload Too Large\r\n"
      ),
      (
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        "HTTP/1.1 413 Payload Too Large\r\n"
      ),
    ])
  func bodyLimit(_ request: String, status: String) async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 8
    try await withClient(limits) { client in
      try await client.send(request)
      try await client.read { $0.contains("\r\n\r\n") }
      #expect(client.text.hasPrefix(status))
    }
  }

  @Test("bodies have so much memory together, and give it back")
  func heldBodies() async throws {
    var limits = ServerLimits()
    limits.heldBodyBytes = 8
    try await withClient(limits) { client in
      for count in 1...3 {
        try await client.send(Self.post("12345678"))
        try await client.read { $0.ranges(of: "12345678").count == count }
      }
      try await client.send(Self.post("123456789"))
      #expect(try await client.readToEnd().contains("HTTP/1.1 503 Service Unavailable\r\n"))
    }
    try await HTTPServer(limits: limits).withRunning { request in
      ServerResponse(status: 200, body: request.body)
    } _: { port in
      // One that is not over yet has its share; the client that waits for leave shows that it has come so far.
      let (one, other) = (try RawClient(port: port), try RawClient(port: port))
      try await one.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n1234567\r\n")
      var answer = ""
      while !answer.hasPrefix("HTTP/1.1 503 ") {
        let next = try RawClient(port: port)
        try await next.send(Self.post("12", "Connection: close\r\n"))
        answer = try await next.readToEnd()
      }
      try await other.send(Self.post("1"))
      try await other.read { $0.hasSuffix("\r\n\r\n1") }
      try await one.send("0\r\n\r\n")
      try await one.read { $0.hasSuffix("1234567") }
    }
  }

  @Test(
    "a request that is refused is answered before its body, which is not kept",
    arguments: [
      ("POST /no HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n", "HTTP/1.1 404 "),
      ("POST /no HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 404 "),
      ("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 503 "),
    ]) func refusal(_ request: String, _ status: String) async throws
  {
    var limits = ServerLimits()
    limits.heldBodyBytes = 0
    let server = HTTPServer(limits: limits) { request in
      #expect(request.body.isEmpty)
      return request.path == "/no" ? ServerResponse(status: 404) : nil
    }
    try await server.withRunning { _ in
      Issue.record("nothing is to be answered")
      return ServerResponse(status: 200)
    } _: { port in
      let client = try RawClient(port: port)
      try await client.send(request)
      #expect(try await client.readToEnd().hasPrefix(status))
    }
  }

  @Test("a body of more than twice the limit is not even read to its end")
  func endlessBody() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 8
    try await withClient(limits) { client in
      try await client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
      try await client.send("20\r\n0123456789abcdef0123456789abcdef\r\n")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test("a client that waits for leave to send its body gets it")
  func expectation() async throws {
    try await withClient { client in
      try await client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
      try await client.read { $0 == "HTTP/1.1 100 Continue\r\n\r\n" }
      try await client.send("body")
      try await client.read { $0.hasSuffix("\r\n\r\nbody") }
    }
  }

  @Test("a connection above the limit is closed, and takes the place of one that has ended")
  func connectionLimit() async throws {
    var limits = ServerLimits()
    limits.connections = 1
    try await HTTPServer(limits: limits).withRunning(respond: Self.respond) { port in
      let first = try RawClient(port: port)
      try await first.send(Self.post("in"))
      try await first.read { $0.hasSuffix("in") }
      #expect(try await RawClient(port: port).readToEnd() == "")

      try await first.send(Self.post("out", "Connection: close\r\n"))
      _ = try await first.readToEnd()
      // The slot is free a moment after the client sees the end of the connection.
      var answer = ""
      while !answer.hasSuffix("new") {
        let next = try RawClient(port: port)
        try await next.send(Self.post("new", "Connection: close\r\n"))
        answer = try await next.readToEnd()
      }
    }
  }

  @Test("a client that leaves cancels the answer being made for it")
  func disconnect() async throws {
    let (cancelled, signal) = AsyncStream<Void>.makeStream()
    let (started, start) = AsyncStream<Void>.makeStream()
    try await HTTPServer().withRunning { _ in
      start.yield()
      try? await Task.sleep(for: .seconds(3_600))
      if Task.isCancelled { signal.yield() }
      return ServerResponse(status: 200)
    } _: { port in
      var client: RawClient? = try RawClient(port: port)
      try await client?.send(Self.post(""))
      for await _ in started { break }
      client = nil
      for await _ in cancelled { break }
    }
  }

  @Test("the end of the scope cancels answers and closes connections")
  func shutdown() async throws {
    let (started, start) = AsyncStream<Void>.makeStream()
    let client = try await HTTPServer().withRunning { _ in
      start.yield()
      try? await Task.sleep(for: .seconds(3_600))
      return ServerResponse(status: 200)
    } _: { port in
      let idle = try RawClient(port: port)
      let client = try RawClient(port: port)
      try await client.send(Self.post(""))
      for await _ in started { break }
      return (client, idle)
    }
    #expect(try await client.0.readToEnd() == "")
    #expect(try await client.1.readToEnd() == "")
  }

  @Test("a stream waits for a client that does not read")
  func backPressure() async throws {
    let chunks = 4_096
    let written = WrittenChunks()
    try await HTTPServer().withRunning { request in
      guard request.path == "/big" else { return ServerResponse(status: 200, body: Array("small".utf8)) }
      return .stream(fields: [:]) { writer in
        for _ in 0..<chunks {
          try await writer.write([UInt8](repeating: 0x78, count: 65_536))
          written.add()
        }
      }
    } _: { port in
      let lazy = try RawClient(port: port)
      try await lazy.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n")
      let other = try RawClient(port: port)
      for round in 1...100 {
        try await other.send(Self.post(""))
        try await other.read { $0.occurrences(of: "small") == round }
      }
      // 256 MB are offered; what the kernel's buffers take is a few.
      #expect(written.count < chunks / 2)
    }
  }

  @Test("an address that is taken is an error that names it")
  func bindError() async throws {
    try await HTTPServer().withRunning(respond: Self.respond) { port in
      let error = await #expect(throws: BindError.self) {
        try await HTTPServer(port: port).withRunning(respond: Self.respond) { _ in }
      }
      #expect(error?.description.hasPrefix("cannot listen on 127.0.0.1:\(port): ") == true)
    }
  }

  @Test("what the scope throws passes through, after the server is down")
  func bodyError() async throws {
    struct Mine: Error {}
    await #expect(throws: Mine.self) {
      try await HTTPServer().withRunning(respond: Self.respond) { _ in throw Mine() }
    }
  }
}

final class WrittenChunks: Sendable {
  private let total = Atomic(0)
  var count: Int { total.load(ordering: .relaxed) }
  func add() { total.add(1, ordering: .relaxed) }
}

extension String {
  /// How often `word` occurs.
  fileprivate func occurrences(of word: String) -> Int { ranges(of: word).count }
}
