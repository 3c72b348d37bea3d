import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1))) struct ClientLimitsTests {
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  @Test func spareHandlesAreFew() throws {
    let engine = try #require(Engine(ClientSetup(limits: ClientLimits(spareHandles: 3))))
    let request = HTTPRequest(url: try WebURL("http://127.0.0.1:1/"))
    let starts = (1...10).map { id in
      Inbox.Command.start(
        Engine.Start(id: UInt64(id), request: request, sink: .streaming(Exchange(highWater: 1) {})))
    }
    #expect(engine.turn(starts))
    engine.endAll(.cancelled, "over")
    #expect(engine.spareHandles.count == 3)
  }

  @Test func idleConnectionsAreFew() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.stall()
      try connection.send(Self.answer)
      try connection.readRequest()
      try connection.send(Self.answer)
      try connection.waitForClose()
    } whileRunning: { server in
      let client = HTTPClient(ClientSetup(limits: ClientLimits(idleConnections: 1)))
      let request = try server.request()
      await withTaskGroup(of: HTTPError?.self) { group in
        for _ in 0..<3 { group.addTask { await client.failure(of: request) } }
        await server.log { $0.requests.count == 3 }
        server.release(3)
        for await failure in group { #expect(failure == nil) }
      }
      await server.log { $0.closedByPeer == 2 }
      _ = try await client.response(to: request)
      #expect(server.log.connections == 3)
      #expect(server.log.closedByPeer == 2)
    }
  }

  /// libcurl counts whole seconds, so one has to pass; that more may pass on a busy machine does no harm.
  @Test(arguments: [
    (HTTPRequest.Method.post, 0, 2), (.post, 3_600, 1), (.get, 0, 1),
  ]) func whatMustNotBeRepeatedTakesAFreshConnection(
    _ method: HTTPRequest.Method, _ freshness: Int, _ connections: Int
  ) async throws {
    try await ScriptedServer.serving { connection in
      while true {
        try connection.readRequest()
        try connection.send(Self.answer)
      }
    } whileRunning: { server in
      let client = HTTPClient(ClientSetup(limits: ClientLimits(freshnessForUnrepeatable: freshness)))
      _ = try await client.response(to: server.request(method))
      try await Task.sleep(for: .milliseconds(1_100))
      _ = try await client.response(to: server.request(method))
      #expect(server.log.connections == connections)
    }
  }
}
