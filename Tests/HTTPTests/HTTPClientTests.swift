import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
  private let client = HTTPClient()

  @Test(
    arguments: [
      (.get, nil), (.delete, nil), (.post, "{}"), (.put, "x"), (.patch, "x"), (.post, nil), (.put, nil),
      (.delete, "x"), (.get, "x"),
    ] as [(HTTPRequest.Method, String?)])
  func sendsTheRequestAsGiven(_ method: HTTPRequest.Method, _ body: String?) async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { server in
      var request = try server.request(method, "/a/b?c=d", body: body.map { Array($0.utf8) })
      request.fields = ["X-One": "1", "x-one": "2", "X-Empty": "", "TE": "trailers"]
      let (head, answer) = try await client.response(to: request)
      #expect(head.status == 200)
      #expect(head.fields == ["Content-Length": "2"])
      #expect(answer.text == "ok")

      let received = try #require(server.log.requests.first)
      #expect(received.method == method.rawValue)
      #expect(received.target == "/a/b?c=d")
      #expect(received.text == body ?? "")
      #expect(received["host"] == "127.0.0.1:\(server.port)")
      #expect(received.fields.filter { $0.name.lowercased() == "x-one" }.map(\.value) == ["1", "2"])
      #expect(received["x-empty"] == "")
      let length = body.map { String($0.utf8.count) } ?? (method.expectsBody ? "0" : nil)
      #expect(received["content-length"] == length)
      // What libcurl would add by itself.
      for name in ["expect", "content-type", "transfer-encoding", "upgrade", "cookie", "authorization"] {
        #expect(received[name] == nil, "\(name)")
      }
    }
  }

  @Test func asksForTheHeadOnly() async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") { server in
      let (head, body) = try await client.response(to: server.request(.head))
      #expect(head.fields["content-length"] == "99")
      #expect(body.isEmpty)
      #expect(server.log.requests.first?.method == "HEAD")
    }
  }

  /// Around the size from which libcurl reads the caller's array instead of copying it.
  @Test(arguments: [1, EasyHandle.copiedBodyLimit, EasyHandle.copiedBodyLimit + 1, 2 << 20])
  func uploadsEveryByte(_ count: Int) async throws {
    try await ScriptedServer.replying("HTTP/1.1 204 No Content\r\n\r\n") { server in
      let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      _ = try await client.response(to: server.request(.post, body: body))
      #expect(server.log.requests.first?.body == body)
      // libcurl would ask for leave from 1 MiB on, and wait a second for servers that don't know the question.
      #expect(server.log.requests.first?["expect"] == nil)
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
    ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
    ("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope", 404, "nope"),
    ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, ""),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", 200,
      "abcde"
    ),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x"),
    ("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x"),
    ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", 401, ""),
    ("HTTP/1.1 200 OK\nContent-Length: 1\n\nx", 200, "x"),
  ])
  func understands(_ response: String, _ status: Int, _ body: String) async throws {
    try await ScriptedServer.replying(response) { server in
      for _ in 0..<2 {
        let (head, answer) = try await client.response(to: server.request())
        #expect(head.status == status)
        #expect(answer.text == body)
        #expect(head.fields["link"] == nil, "of an interim response")
      }
      #expect(server.log.connections == 1)
      #expect(server.log.requests.count == 2, "no redirect followed, no credentials tried")
    }
  }

  @Test func readsABodyThatTheCloseEnds() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send("HTTP/1.1 200 OK\r\n\r\nto the end")
    } whileRunning: { server in
      let body = try await client.response(to: server.request()).body
      #expect(body.text == "to the end")
    }
  }

  @Test func decompresses() async throws {
    try await ScriptedServer.serving { connection in
      let request = try connection.readRequest()
      #expect(request["accept-encoding"] == "gzip")
      try connection.send(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(Gzip.hello.count)\r\n\r\n")
      try connection.send(Gzip.hello)
    } whileRunning: { server in
      let body = try await client.response(to: server.request()).body
      #expect(body.text == "hello, hello, hello")
    }
  }

  @Test func keepsOneConnectionAlive() async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { server in
      for method in [HTTPRequest.Method.get, .post, .delete, .post, .get] {
        _ = try await client.response(to: server.request(method))
      }
      try await client.withResponse(to: server.request()) { response throws(HTTPError) in
        for try await _ in response.body {}
      }
      #expect(server.log.connections == 1)
      #expect(server.log.requests.count == 6)
    }
  }

  @Test func runsManyAtOnce() async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { server in
      try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<100 {
          let request = try server.request(.post, "/\(index)", body: [UInt8](repeating: 0, count: index))
          group.addTask { [client] in try await client.response(to: request).body.text }
        }
        for try await text in group { #expect(text == "ok") }
      }
      #expect(Set(server.log.requests.map(\.target)).count == 100)
    }
  }

  @Test func theClientsEndClosesItsConnections() async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { server in
      do {
        let passing = HTTPClient()
        _ = try await passing.response(to: server.request())
      }
      await server.log { $0.closedByPeer == 1 }
    }
  }

  // MARK: Connections that die

  /// A server that answers the first request of each connection and closes upon the second.
  private static let answersOnce: ScriptedServer.Script = { connection in
    try connection.readRequest()
    try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    try connection.readRequest()
  }

  @Test func repeatsWhatIsIdempotent() async throws {
    try await ScriptedServer.serving(Self.answersOnce) { server in
      for _ in 0..<2 { _ = try await client.response(to: server.request()) }
      #expect(server.log.connections == 2)
      #expect(server.log.requests.count == 3)
    }
  }

  @Test(arguments: [HTTPRequest.Method.post, .patch])
  func neverRepeatsTheRest(_ method: HTTPRequest.Method) async throws {
    try await ScriptedServer.serving(Self.answersOnce) { server in
      _ = try await client.response(to: server.request(method))
      let failure = await client.failure(of: try server.request(method))
      #expect(failure?.cause == .reset)
      #expect(failure?.mayHaveBeenSent == true)
      #expect(server.log.requests.count == 2)
    }
  }

  @Test func noticesThatAConnectionWasClosed() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    } whileRunning: { server in
      for round in 1...3 {
        _ = try await client.response(to: server.request(.post))
        await server.log { $0.finishedScripts == round }
      }
      #expect(server.log.requests.count == 3)
    }
  }
}
