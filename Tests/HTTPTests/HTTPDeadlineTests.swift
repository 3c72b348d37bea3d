import TestSupport
import Testing

@testable import HTTP

/// The durations are real here, for the socket and the loop's clock are what is tested. Those that must not pass
/// are so long that the time limit would.
@Suite(.timeLimit(.minutes(1)))
struct HTTPDeadlineTests {
  private let client = HTTPClient()

  private static let short = Duration.milliseconds(60)
  private static let long = Duration.seconds(600)

  /// Each server goes on only if its client is still there after the deadline, which it mustn't be.
  @Test(
    arguments: [
      // The TLS handshake belongs to connecting.
      (.connect, "https", "", HTTPDeadlines(connect: short, firstByte: long, idle: long, total: long), false),
      (.firstByte, "http", "", HTTPDeadlines(connect: long, firstByte: short, idle: long, total: long), true),
      (
        .idle, "http", "HTTP/1.1 103 Hints\r\n\r\n",
        HTTPDeadlines(connect: long, firstByte: long, idle: short, total: nil), true
      ),
      (
        .idle, "http", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        HTTPDeadlines(connect: nil, firstByte: nil, idle: short, total: nil), true
      ),
      (
        .total, "http", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        HTTPDeadlines(connect: long, firstByte: long, idle: long, total: short), true
      ),
      (
        .crawl, "http", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nhalf",
        HTTPDeadlines(connect: long, firstByte: long, idle: long, crawl: short, total: long), true
      ),
      (.total, "https", "", HTTPDeadlines(connect: nil, firstByte: nil, idle: nil, total: short), false),
    ] as [(HTTPError.Deadline, String, String, HTTPDeadlines, Bool)])
  func endTheExchange(
    _ deadline: HTTPError.Deadline, _ scheme: String, _ answer: String, _ deadlines: HTTPDeadlines,
    _ sent: Bool
  ) async throws {
    try await ScriptedServer.serving { connection in
      _ = try connection.readSome()
      try connection.send(answer)
      try connection.waitForClose()
    } whileRunning: { server in
      let request = try server.request(.post, scheme: scheme, deadlines: deadlines)
      let failure = await client.failure(of: request)
      #expect(failure?.cause == .timeout(deadline))
      #expect(failure?.mayHaveBeenSent == sent)
      await server.log { $0.closedByPeer == 1 }
    }
  }

  @Test func waitingForAConnectionIsConnecting() async throws {
    let client = HTTPClient(ClientSetup(limits: ClientLimits(connections: 1)))
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send("HTTP/1.1 200 OK\r\n\r\n")
      try connection.waitForClose()
    } whileRunning: { server in
      let first = try server.request()
      let second = try server.request(.post, deadlines: HTTPDeadlines(connect: Self.short))
      try await client.withResponse(to: first) { _ in
        let failure = await client.failure(of: second)
        #expect(failure?.cause == .timeout(.connect))
        #expect(failure?.mayHaveBeenSent == false)
      }
      #expect(server.log.connections == 1)
    }
  }

  @Test func theConsumersPauseIsNotTheServers() async throws {
    let size = 4_000_000
    try await ScriptedServer.serving { connection in
      if try connection.readRequest().target == "/stalls" { try connection.waitForClose() }
      try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
      try connection.send([UInt8](repeating: 0, count: size))
    } whileRunning: { server in
      // Long enough for a busy machine to keep sending, short enough to wait for.
      let idle = Duration.milliseconds(800)
      let request = try server.request(deadlines: HTTPDeadlines(idle: idle))
      let other = try server.request(.get, "/stalls", deadlines: HTTPDeadlines(total: idle + idle / 4))
      try await client.withResponse(to: request) { response throws(HTTPError) in
        // While nobody reads here, the other exchange's deadline tells that more time than `idle` has passed.
        #expect(await client.failure(of: other)?.cause == .timeout(.total))
        var count = 0
        for try await bytes in response.body { count += bytes.count }
        #expect(count == size)
      }
    }
  }
}
