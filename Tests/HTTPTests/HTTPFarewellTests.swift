import TestSupport
import Testing

@testable import HTTP

/// What becomes of an exchange whose caller has gone.
@Suite(.timeLimit(.minutes(1))) struct HTTPFarewellTests {
  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

  private static func request(_ server: ScriptedServer, farewell: Duration?) throws -> HTTPRequest {
    var request = try server.request(limits: HTTPLimits(bufferedBytes: 8))
    request.farewell = farewell
    return request
  }

  @Test func theRestIsReceivedAndTheConnectionKept() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.head)
      try connection.sendChunk("the part that matters")
      try connection.stall()
      for _ in 0..<100 { try connection.sendChunk(String(repeating: "x", count: 1_000)) }
      try connection.endChunks()
      try connection.readRequest()
      try connection.send("HTTP/1.1 204 No Content\r\n\r\n")
    } whileRunning: { server in
      // The next request waits for the connection of this one.
      let client = HTTPClient(ClientSetup(limits: ClientLimits(connections: 1)))
      let request = try Self.request(server, farewell: .seconds(30))
      try await client.withResponse(to: request) { response async throws(HTTPError) in
        let body = response.body.makeAsyncIterator()
        _ = try await body.next()
      }
      // The caller is gone before the server has gone on.
      server.release()
      _ = await server.log { $0.sentBytes > 100_000 }
      #expect(try await client.response(to: try server.request()).head.status == 204)
      #expect(server.log.connections == 1)
    }
  }

  @Test func aCancelledReaderIsToldAtOnceAndTheServerIsNot() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.head)
      try connection.sendChunk("first")
      try connection.stall()
      try connection.endChunks()
      try connection.waitForClose()
    } whileRunning: { server in
      let client = HTTPClient()
      let request = try Self.request(server, farewell: .seconds(30))
      await withTaskGroup(of: HTTPError?.self) { group in
        group.addTask { await client.failureOfReading(request) }
        _ = await server.log { $0.sentBytes > Self.head.utf8.count }
        group.cancelAll()
        #expect(await group.next() == HTTPError(.cancelled, "Cancelled by the caller", mayHaveBeenSent: true))
      }
      #expect(server.log.closedByPeer == 0)
    }
  }

  @Test(arguments: [true, false]) func cancelledBeforeTheHeadItIsReceivedAllTheSame(_ streams: Bool)
    async throws
  {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.stall()
      try connection.send(Self.head)
      for _ in 0..<100 { try connection.sendChunk(String(repeating: "x", count: 1_000)) }
      try connection.endChunks()
      try connection.readRequest()
      try connection.send("HTTP/1.1 204 No Content\r\n\r\n")
    } whileRunning: { server in
      let client = HTTPClient(ClientSetup(limits: ClientLimits(connections: 1)))
      var request = try Self.request(server, farewell: .seconds(30))
      // What nobody waits for is not what these are for.
      request.deadlines = HTTPDeadlines(firstByte: .seconds(30), idle: .seconds(30), total: .seconds(30))
      await withTaskGroup(of: HTTPError?.self) { group in
        group.addTask { [request] in
          streams ? await client.failureOfReading(request) : await client.failure(of: request)
        }
        _ = await server.log { $0.requests.count == 1 }
        group.cancelAll()
        #expect(await group.next() == HTTPError(.cancelled, "Cancelled by the caller", mayHaveBeenSent: true))
      }
      server.release()
      #expect(try await client.response(to: try server.request()).head.status == 204)
      #expect(server.log.connections == 1)
    }
  }

  /// The first connection is given up for the second, whose rest is still received.
  @Test func oneTooManyEndsTheOldest() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.head)
      if connection.number == 0 { try connection.waitForClose() }
      try connection.stall()
      try connection.endChunks()
      try connection.waitForClose()
    } whileRunning: { server in
      let client = HTTPClient(ClientSetup(limits: ClientLimits(lingeringTransfers: 1)))
      let request = try Self.request(server, farewell: .seconds(600))
      try await client.withResponse(to: request) { _ in }
      #expect(server.log.closedByPeer == 0)
      try await client.withResponse(to: request) { _ in }
      await server.log { $0.closedByPeer == 1 }
      server.release()
      let log = await server.log { $0.sentBytes > 2 * Self.head.utf8.count || $0.closedByPeer > 1 }
      #expect(log.closedByPeer == 1)
    }
  }

  @Test(arguments: [nil, Duration.milliseconds(20)]) func aServerThatGoesOnIsClosed(_ farewell: Duration?)
    async throws
  {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(Self.head)
      try connection.sendChunk("first")
      try connection.waitForClose()
    } whileRunning: { server in
      let client = HTTPClient()
      try await client.withResponse(to: try Self.request(server, farewell: farewell)) { _ in }
      #expect(await server.log { $0.closedByPeer == 1 }.closedByPeer == 1)
    }
  }
}

extension HTTPClient {
  /// What reading the whole response ends with.
  fileprivate func failureOfReading(_ request: HTTPRequest) async -> HTTPError? {
    do throws(HTTPError) {
      try await withResponse(to: request) { response async throws(HTTPError) in
        let body = response.body.makeAsyncIterator()
        while try await body.next() != nil {}
      }
      return nil
    } catch {
      return error
    }
  }
}
