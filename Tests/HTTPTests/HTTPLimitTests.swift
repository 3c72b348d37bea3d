import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct HTTPLimitTests {
  private let client = HTTPClient()

  /// Sends `answer`, then waits for the client to give up, which shows that it closes the connection.
  private func failure(_ answer: [UInt8], _ limits: HTTPLimits) async throws -> HTTPError? {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(answer)
      try connection.waitForClose()
    } whileRunning: { server in
      let failure = await client.failure(of: try server.request(.post, limits: limits))
      if failure != nil { await server.log { $0.closedByPeer == 1 } }
      return failure
    }
  }

  private static let status = "HTTP/1.1 200 OK\r\n"
  private static let fields = String(repeating: "X-Field: 0123456789\r\n", count: 50)

  @Test(arguments: [
    (status + fields + "Content-Length: 0\r\n\r\n", 2000, false),
    (status + fields + "Content-Length: 0\r\n\r\n", 1000, true),
    // Interim responses and trailers count.
    (
      String(repeating: "HTTP/1.1 103 Hints\r\n\r\n", count: 100) + status + "Content-Length: 0\r\n\r\n",
      1000, true
    ),
    (status + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + fields + "\r\n", 1000, true),
    // A line that libcurl itself won't hold, whether it ends or not.
    (status + "X: " + String(repeating: "x", count: 200_000) + "\r\n\r\n", 1_000_000, true),
    (status + "X: " + String(repeating: "x", count: 200_000), 1_000_000, true),
  ])
  func capTheHeader(_ answer: String, _ bytes: Int, _ isTooLarge: Bool) async throws {
    let failure = try await failure(Array(answer.utf8), HTTPLimits(headerBytes: bytes))
    #expect(failure?.cause == (isTooLarge ? .headersTooLarge : nil))
    #expect(failure?.mayHaveBeenSent ?? true)
  }

  @Test(arguments: [
    ("Content-Length: 10\r\n\r\n0123456789", 10, false),
    ("Content-Length: 10\r\n\r\n0123456789", 9, true),
    ("Content-Length: 10\r\n\r\n0123456789", 0, true),
    ("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n", 10, false),
    ("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n", 9, true),
    ("Content-Length: 99999999999999\r\n\r\n0123456789", 9, true),
  ])
  func capTheBody(_ answer: String, _ bytes: Int, _ isTooLarge: Bool) async throws {
    let failure = try await failure(Array((Self.status + answer).utf8), HTTPLimits(bodyBytes: bytes))
    #expect(failure?.cause == (isTooLarge ? .bodyTooLarge : nil))
    #expect(failure?.mayHaveBeenSent ?? true)
  }

  @Test(arguments: [(1 << 20, false), ((1 << 20) - 1, true), (100_000, true)])
  func countDecompressedBytes(_ bytes: Int, _ isTooLarge: Bool) async throws {
    let head = Self.status + "Content-Encoding: gzip\r\nContent-Length: \(Gzip.bomb.count)\r\n\r\n"
    let failure = try await failure(Array(head.utf8) + Gzip.bomb, HTTPLimits(bodyBytes: bytes))
    #expect(failure?.cause == (isTooLarge ? .bodyTooLarge : nil))
  }

  /// Compressed to a bit more than a hundredth, and to less, beyond what is free.
  @Test(arguments: [(0, 1 << 20, false), (0, 8 << 20, true), (2, 2 << 20, false)], [false, true])
  func nothingUnpacksWithoutEnd(_ content: (letters: Int, count: Int, isBomb: Bool), _ isChunked: Bool)
    async throws
  {
    let bytes = Gzip.zeros(unpacking: content.count, apart: content.letters)
    let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(bytes.count)"
    let head = Self.status + "Content-Encoding: gzip\r\n\(length)\r\n\r\n"
    let frame = isChunked ? (String(bytes.count, radix: 16) + "\r\n", "\r\n0\r\n\r\n") : ("", "")
    let failure = try await failure(
      Array((head + frame.0).utf8) + bytes + Array(frame.1.utf8), HTTPLimits(bodyBytes: 64 << 20))
    #expect(failure?.cause == (content.isBomb ? .bodyTooLarge : nil))
    if let failure { #expect(failure.detail == "It unpacks to more than 100 times of what was sent") }
  }

  /// libcurl would unpack one into the other, and nobody would hear of it before the end.
  @Test(
    arguments: [
      "Content-Encoding: gzip, gzip", "Content-Encoding: gzip, gzip\r\nHTTP/x: 200",
      "Content-Encoding: deflate",
      "Transfer-Encoding: gzip, chunked",
    ], [false, true]) func nothingComesCodedInAnotherWay(_ fields: String, _ isInterim: Bool) async throws
  {
    let fields = fields + "\r\n"
    let start = isInterim ? "HTTP/1.1 103 Hints\r\n\(fields)\r\n\(Self.status)" : Self.status + fields
    let failure = try await failure(Array((start + "\r\n").utf8) + Gzip.bomb, HTTPLimits())
    #expect(failure?.cause == .malformedResponse)
    #expect(failure?.mayHaveBeenSent == true)
  }

  @Test(arguments: ["gzip", "deflate", "gzip, gzip"]) func whatIsStreamedComesAsItIs(_ coding: String)
    async throws
  {
    try await ScriptedServer.serving { connection in
      let request = try connection.readRequest()
      #expect(request["accept-encoding"] == "identity")
      try connection.send(Self.status + "Content-Encoding: \(coding)\r\n\r\n")
      try connection.waitForClose()
    } whileRunning: { server in
      let failure = await #expect(throws: HTTPError.self) {
        try await client.withResponse(to: server.request()) { _ in }
      }
      #expect(failure?.cause == .malformedResponse)
    }
  }

  /// A member whose name has no end, or that brings empty blocks for ever: it unpacks to nothing, and takes no more
  /// than the time that a silent server has.
  @Test(
    arguments: [
      (Gzip.header(flags: 8), Array("name".utf8)), (Gzip.header(flags: 16), Array("comment".utf8)),
      (Gzip.header, [0, 0, 0, 0xFF, 0xFF]),
    ] as [([UInt8], [UInt8])]) func whatUnpacksToNothingIsSilence(_ start: [UInt8], _ more: [UInt8])
    async throws
  {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Array((Self.status + "Content-Encoding: gzip\r\n\r\n").utf8) + start)
      let more = Array([[UInt8]](repeating: more, count: 1_000).joined())
      while true { try connection.send(more) }
    } whileRunning: { server in
      let deadlines = HTTPDeadlines(idle: .milliseconds(50))
      let failure = await client.failure(of: try server.request(deadlines: deadlines))
      #expect(failure?.cause == .timeout(.idle))
      await server.log { $0.closedByPeer == 1 }
    }
  }

  @Test(arguments: [(40, false), (30, true)]) func capTheNumberOfFields(_ limit: Int, _ isTooMany: Bool)
    async throws
  {
    let answer =
      "HTTP/1.1 103 Hints\r\nA: b\r\n\r\n" + Self.status + String(repeating: "X: y\r\n", count: 30)
      + "Content-Length: 0\r\n\r\n"
    let failure = try await failure(Array(answer.utf8), HTTPLimits(headerFields: limit))
    #expect(failure?.cause == (isTooMany ? .headersTooLarge : nil))
    if let failure { #expect(failure.detail == "More than 30 fields") }
  }

  /// Servers that never come to an end, until the client goes.
  @Test(
    arguments: [
      ("HTTP/1.1 103 Hints\r\n\r\n", .headersTooLarge), (status + "A: ", .headersTooLarge),
      (fields, .headersTooLarge),
      (status + "Transfer-Encoding: chunked\r\n\r\n", .bodyTooLarge), (status + "\r\n", .bodyTooLarge),
    ] as [(String, HTTPError.Cause)]) func endlessAnswersEnd(_ start: String, _ cause: HTTPError.Cause)
    async throws
  {
    let isHead = cause == .headersTooLarge
    let more =
      !isHead ? "10\r\n0123456789abcdef\r\n" : start.hasPrefix(Self.status) ? "0123456789abcdef" : start
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(isHead && !start.hasPrefix("HTTP") ? Self.status + start : start)
      while true { try connection.send(String(repeating: more, count: 64)) }
    } whileRunning: { server in
      let failure = await client.failure(
        of: try server.request(.post, limits: HTTPLimits(bodyBytes: 1 << 20)))
      #expect(failure?.cause == cause)
      await server.log { $0.closedByPeer == 1 }
    }
  }

  /// Each of many answers is small enough, all together are not.
  @Test func allTogetherHaveSoMuchMemory() async throws {
    let memory = MemoryBudget(bytes: 100_000)
    let clients = [HTTPClient(memory: memory), HTTPClient(memory: memory)]
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(
        Self.status + "Content-Length: 60000\r\n\r\n" + String(repeating: "x", count: 50_000))
      try connection.stall()
      try connection.send(String(repeating: "x", count: 10_000))
    } whileRunning: { server in
      let request = try server.request()
      try await withThrowingTaskGroup(of: HTTPError?.self) { group in
        group.addTask { await clients[0].failure(of: request) }
        group.addTask { await clients[1].failure(of: request) }
        await server.log { $0.sentBytes >= 100_000 }
        while memory.takenBytes < 100_000 { try await Task.sleep(for: .milliseconds(1)) }
        let third = await clients[0].failure(of: request)
        #expect(third?.cause == .overloaded)
        #expect(third?.mayHaveBeenSent == true)
        // One of the first two finds no room either, which makes some for the other.
        server.release()
        let first = try #require(await group.next())
        #expect(first?.cause == .overloaded)
        server.release()
        let second = try #require(await group.next())
        #expect(second == nil)
      }
      #expect(memory.takenBytes == 0)
    }
  }

  @Test(arguments: [16 << 10, 64 << 10])
  func capAStreamTooAndItsBuffer(_ mark: Int) async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.status + "Content-Length: 1000000\r\n\r\n")
      try connection.send([UInt8](repeating: 0, count: 1_000_000))
      try connection.waitForClose()
    } whileRunning: { server in
      let limits = HTTPLimits(bodyBytes: 500_000, bufferedBytes: mark)
      var count = 0
      let failure = await #expect(throws: HTTPError.self) {
        try await client.withResponse(to: server.request(limits: limits)) { response throws(HTTPError) in
          for try await bytes in response.body {
            #expect(bytes.count <= mark)
            #expect(response.body.exchange.bufferedBytes <= mark)
            count += bytes.count
          }
        }
      }
      // What passes through the pause counts as well.
      #expect(failure?.cause == .bodyTooLarge)
      #expect(count <= 500_000)
      await server.log { $0.closedByPeer == 1 }
    }
  }
}
