import TestSupport
import Testing

@testable import HTTP

/// HTTP/2 without TLS, to a server that is known to speak it.
@Suite(.timeLimit(.minutes(1)))
struct HTTP2Tests {
  private let client = HTTPClient()

  /// What a response brings.
  private struct Received: Equatable {
    var status: Int
    var body = ""
    var trailers: HTTPFields = [:]
  }

  private func request(_ server: ScriptedServer, body: String? = nil) throws -> HTTPRequest {
    var request = try server.request(.post, body: body.map { Array($0.utf8) })
    request.version = .http2
    return request
  }

  private func response(to request: HTTPRequest) async throws -> Received {
    try await client.withResponse(to: request) { response throws(HTTPError) in
      var received = Received(status: response.head.status)
      for try await bytes in response.body { received.body += bytes.text }
      received.trailers = response.trailers
      return received
    }
  }

  private func failure(_ script: @escaping ScriptedServer.Script) async throws -> HTTPError {
    try await ScriptedServer.serving(script) { server in
      try await #require(throws: HTTPError.self) { try await response(to: request(server, body: "x")) }
    }
  }

  @Test func givesBodyAndTrailers() async throws {
    try await ScriptedServer.serving { connection in
      try connection.openHTTP2()
      while true {
        let (stream, body) = try connection.readHTTP2Request()
        try connection.sendHeaders(stream, [(":status", "200"), ("content-type", "application/grpc")])
        try connection.sendData(stream, body)
        let trailers = [("grpc-status", "5"), ("grpc-message", String(repeating: "m", count: 300))]
        try connection.sendHeaders(stream, trailers, endsStream: true)
      }
    } whileRunning: { server in
      let trailers: HTTPFields = ["grpc-status": "5", "grpc-message": String(repeating: "m", count: 300)]
      for text in ["one", "two"] {
        let received = try await response(to: request(server, body: text))
        #expect(received == Received(status: 200, body: text, trailers: trailers))
      }
      #expect(server.log.connections == (Libcurl.keepsPlainHTTP2 ? 1 : 2))
    }
  }

  @Test func countsTrailersAsHeaderBytes() async throws {
    try await ScriptedServer.serving { connection in
      try connection.openHTTP2()
      let (stream, _) = try connection.readHTTP2Request()
      try connection.sendHeaders(stream, [(":status", "200")])
      try connection.sendHeaders(stream, [("a", String(repeating: "b", count: 2000))], endsStream: true)
      try connection.waitForClose()
    } whileRunning: { server in
      var request = try request(server)
      request.limits.headerBytes = 1000
      let failure = await #expect(throws: HTTPError.self) { try await response(to: request) }
      #expect(failure?.cause == .headersTooLarge)
    }
  }

  @Test(.enabled(if: Libcurl.keepsPlainHTTP2)) func carriesTwoExchangesAtOnce() async throws {
    try await ScriptedServer.serving { connection in
      try connection.openHTTP2()
      let (first, _) = try connection.readHTTP2Request()
      try connection.sendHeaders(first, [(":status", "200")])
      let (second, _) = try connection.readHTTP2Request()
      try connection.sendHeaders(second, [(":status", "202")], endsStream: true)
      try connection.sendData(first, Array("late".utf8), endsStream: true)
      try connection.waitForClose()
    } whileRunning: { server in
      let (one, other) = (try request(server), try request(server))
      let statuses = try await client.withResponse(to: one) { response throws(HTTPError) in
        let inner = try await client.withResponse(to: other) { response throws(HTTPError) in
          response.head.status
        }
        var text = ""
        for try await bytes in response.body { text += bytes.text }
        #expect(text == "late")
        return [response.head.status, inner]
      }
      #expect(statuses == [200, 202])
      #expect(server.log.connections == 1)
    }
  }

  @Test func tellsTheServerThatItLeaves() async throws {
    try await ScriptedServer.serving { connection in
      try connection.openHTTP2()
      let (stream, _) = try connection.readHTTP2Request()
      try connection.sendHeaders(stream, [(":status", "200")])
      while true {
        let frame = try connection.readFrame()
        if frame.kind == .resetStream, frame.stream == stream { return }
      }
    } whileRunning: { server in
      let request = try request(server)
      try await client.withResponse(to: request) { _ throws(HTTPError) in }
      await server.log { $0.finishedScripts == 1 }
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", HTTPError.Cause.malformedResponse),
    ("", .reset),
  ])
  func noticesAServerThatSpeaksSomethingElse(_ answer: String, _ cause: HTTPError.Cause) async throws {
    let failure = try await failure { connection in
      _ = try connection.read(24)
      try connection.send(answer)
      // Closing on what is still unread would be a reset.
      if !answer.isEmpty { try connection.waitForClose() }
    }
    // Whether libcurl reads the answer or writes to who won't read first is chance.
    #expect([cause, .reset].contains(failure.cause))
    #expect(failure.mayHaveBeenSent)
  }

  @Test(arguments: [false, true])
  func aResetStreamIsAReset(_ afterHead: Bool) async throws {
    let failure = try await failure { connection in
      try connection.openHTTP2()
      let (stream, _) = try connection.readHTTP2Request()
      if afterHead { try connection.sendHeaders(stream, [(":status", "200")]) }
      try connection.resetStream(stream, code: 2)
      try connection.waitForClose()
    }
    #expect(failure.cause == .reset)
    #expect(failure.mayHaveBeenSent)
  }
}
