import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct HTTPStreamTests {
  private let client = HTTPClient()

  private static let chunkedHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test func givesPiecesAsTheyArrive() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.chunkedHead)
      for piece in ["one", "two", "three"] {
        try connection.stall()
        try connection.sendChunk(piece)
      }
      try connection.stall()
      try connection.send("0\r\nGrpc-Status: 0\r\n\r\n")
    } whileRunning: { server in
      try await client.withResponse(to: server.request()) { response throws(HTTPError) in
        #expect(response.head.status == 200)
        #expect(response.isEventStream)
        var pieces: [String] = []
        server.release()
        for try await bytes in response.body {
          #expect(response.trailers == [:])
          pieces.append(bytes.text)
          server.release()
        }
        #expect(pieces == ["one", "two", "three"])
        #expect(response.trailers == ["grpc-status": "0"])
      }
    }
  }

  @Test func givesWhatCameBeforeTheBreak() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.chunkedHead)
      try connection.sendChunk("half")
    } whileRunning: { server in
      var text = ""
      let failure = await #expect(throws: HTTPError.self) {
        try await client.withResponse(to: server.request()) { response throws(HTTPError) in
          for try await bytes in response.body { text += bytes.text }
        }
      }
      #expect(failure?.cause == .reset)
      #expect(text == "half")
    }
  }

  @Test func slowReadersSlowTheSender() async throws {
    let size = 8 << 20
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
      try connection.send([UInt8](repeating: 7, count: size))
    } whileRunning: { server in
      let mark = 64 << 10
      try await client.withResponse(to: server.request(limits: HTTPLimits(bufferedBytes: mark))) {
        response throws(HTTPError) in
        await server.log { $0.sentBytes > 0 }
        var count = 0
        for try await bytes in response.body {
          #expect(bytes.count <= mark)
          #expect(response.body.exchange.bufferedBytes <= mark)
          count += bytes.count
        }
        #expect(count == size)
      }
    }
  }

  @Test func leavingEndsTheTransfer() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.chunkedHead)
      try connection.sendChunk("x")
      try connection.waitForClose()
    } whileRunning: { server in
      let body = try await client.withResponse(to: server.request()) { $0.body }
      await server.log { $0.closedByPeer == 1 }
      var failure: HTTPError?
      do throws(HTTPError) { for try await _ in body {} } catch { failure = error }
      #expect(failure?.cause == .cancelled)
    }
  }

  // MARK: Cancellation

  /// Where a request is when its task is cancelled.
  enum Moment: CaseIterable { case handshake, waiting, collecting, reading, paused }

  @Test(arguments: Moment.allCases)
  func cancellationReachesTheSocket(_ moment: Moment) async throws {
    try await ScriptedServer.serving { connection in
      _ = try connection.readSome()
      switch moment {
      case .handshake, .waiting: break
      case .collecting, .reading:
        try connection.send(Self.chunkedHead)
        try connection.sendChunk("x")
      case .paused:
        try connection.send("HTTP/1.1 200 OK\r\n\r\n")
        while true { try connection.send([UInt8](repeating: 0, count: 1 << 20)) }
      }
      try connection.waitForClose()
    } whileRunning: { server in
      let request = try server.request(.post, scheme: moment == .handshake ? "https" : "http")
      let task = Task { [client] () async -> HTTPError? in
        switch moment {
        case .handshake, .waiting, .collecting: return await client.failure(of: request)
        case .reading, .paused: return await Self.failureOfStream(client, request, reads: moment == .reading)
        }
      }
      await server.log {
        $0.connections == 1 && (moment == .handshake || moment == .waiting || $0.sentBytes > 0)
      }
      task.cancel()
      let failure = await task.value
      #expect(failure?.cause == .cancelled)
      if moment == .handshake { #expect(failure?.mayHaveBeenSent == false) }
      await server.log { $0.closedByPeer == 1 }
    }
  }

  private static func failureOfStream(_ client: HTTPClient, _ request: HTTPRequest, reads: Bool) async
    -> HTTPError?
  {
    do throws(HTTPError) {
      try await client.withResponse(to: request) { response throws(HTTPError) in
        // The cancellation ends the transfer even when nobody is reading.
        while !reads, !Task.isCancelled { await Task.yield() }
        for try await _ in response.body {}
      }
      return nil
    } catch {
      return error
    }
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
    } whileRunning: { server in
      let request = try server.request(.post)
      let failure = await withTaskGroup(of: HTTPError?.self) { group in
        group.cancelAll()
        group.addTask { [client] in await client.failure(of: request) }
        return await group.next() ?? nil
      }
      #expect(failure?.cause == .cancelled)
      #expect(failure?.mayHaveBeenSent == false)
      #expect(server.log.requests.isEmpty)
    }
  }

  /// Other transfers don't notice.
  @Test func cancellationIsOnesOwn() async throws {
    try await ScriptedServer.serving { connection in
      let request = try connection.readRequest()
      if request.target == "/stalls" { try connection.waitForClose() }
      try connection.stall()
      try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    } whileRunning: { server in
      let (stalling, answered) = (try server.request(.get, "/stalls"), try server.request(.get, "/answered"))
      async let body = client.response(to: answered).body
      let task = Task { [client] in await client.failure(of: stalling) }
      await server.log { $0.requests.count == 2 }
      task.cancel()
      #expect(await task.value?.cause == .cancelled)
      server.release()
      #expect(try await body.text == "ok")
    }
  }
}
