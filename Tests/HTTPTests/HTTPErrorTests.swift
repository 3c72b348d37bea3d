import CCurl
import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct HTTPErrorTests {
  private let client = HTTPClient()

  // MARK: Before anything is sent

  @Test func namesAHostWithoutAddress() async throws {
    // A label of more than 63 bytes: no resolver is asked.
    let host = String(repeating: "a", count: 70) + ".invalid"
    var request = HTTPRequest(method: .post, url: try WebURL("https://\(host)/secret?token=secret"))
    request.fields["authorization"] = "secret"
    let failure = try #require(await client.failure(of: request))
    #expect(failure.cause == .dns)
    #expect(!failure.mayHaveBeenSent)
    #expect(!failure.description.contains("secret"))
  }

  @Test func namesARefusedConnection() async throws {
    let request = try await ScriptedServer.serving({ _ in }, whileRunning: { try $0.request(.post) })
    let failure = await client.failure(of: request)
    #expect(failure?.cause == .refused)
    #expect(failure?.mayHaveBeenSent == false)
  }

  /// Neither plain HTTP nor a fatal alert is a handshake.
  @Test(arguments: [Array("HTTP/1.1 200 OK\r\n\r\n".utf8), [0x15, 3, 3, 0, 2, 2, 0x28]])
  func namesAFailedHandshake(_ answer: [UInt8]) async throws {
    try await ScriptedServer.serving { connection in
      _ = try connection.readSome()
      try connection.send(answer)
      try connection.waitForClose()
    } whileRunning: { server in
      let failure = await client.failure(of: try server.request(.post, scheme: "https"))
      #expect(failure?.cause == .tls)
      #expect(failure?.mayHaveBeenSent == false)
    }
  }

  @Test func refusesARequestThatCannotBeSent() async throws {
    try await ScriptedServer.serving(
      { _ in },
      whileRunning: { server in
        var request = try server.request()
        request.fields["x"] = "a\r\nb: c"
        let failure = await client.failure(of: request)
        #expect(failure?.cause == .invalidRequest)
        #expect(failure?.mayHaveBeenSent == false)
        #expect(await client.failure(of: try server.request(.head, body: []))?.cause == .invalidRequest)
        await #expect(throws: HTTPError.self) { try await client.withResponse(to: request) { _ in } }
        #expect(server.log.connections == 0)
      })
  }

  // MARK: After it was sent

  /// How a server ends its misbehaviour.
  enum Ending { case close, reset, waiting }

  @Test(
    arguments: [
      ("", .close, .reset),
      ("", .reset, .reset),
      ("HTTP/1.1 200 OK\r\nConte", .close, .reset),
      ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .close, .reset),
      ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .reset, .reset),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", .close, .reset),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", .close, .reset),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf", .waiting, .malformedResponse),
      ("HTP/1.1 200 OK\r\n\r\n", .waiting, .malformedResponse),
      ("garbage", .close, .malformedResponse),
      ("HTTP/1.1 20x OK\r\n\r\n", .waiting, .malformedResponse),
      ("HTTP/9.9 200 OK\r\n\r\n", .waiting, .malformedResponse),
      ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .waiting, .malformedResponse),
      (
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip", .waiting,
        .malformedResponse
      ),
    ] as [(String, Ending, HTTPError.Cause)])
  func namesWhatTheServerDid(_ answer: String, _ ending: Ending, _ cause: HTTPError.Cause) async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(answer)
      switch ending {
      case .close: break
      case .reset: connection.reset()
      case .waiting: try connection.waitForClose()
      }
    } whileRunning: { server in
      let failure = await client.failure(of: try server.request(.post))
      #expect(failure?.cause == cause, "\(failure?.detail ?? "")")
      #expect(failure?.mayHaveBeenSent == true)
      #expect(server.log.requests.count == 1)
    }
  }

  // MARK: Pure tables

  @Test(
    arguments: [
      (CURLE_COULDNT_RESOLVE_PROXY, false, "", .dns),
      (CURLE_PROXY, false, "", .refused),
      // A proxy that refuses to make a tunnel.
      (CURLE_RECV_ERROR, false, "CONNECT tunnel failed, response 403", .refused),
      (CURLE_RECV_ERROR, true, "Recv failure", .reset),
      (CURLE_RECV_ERROR, true, "chunk hex-length char not a hex digit", .malformedResponse),
      (CURLE_HTTP2_STREAM, true, "", .reset),
      (CURLE_HTTP2, true, "", .malformedResponse),
      (CURLE_OPERATION_TIMEDOUT, false, "", .timeout(.connect)),
      (CURLE_PEER_FAILED_VERIFICATION, false, "", .tls),
      (CURLE_UNSUPPORTED_PROTOCOL, false, "", .invalidRequest),
      (CURLE_OUT_OF_MEMORY, false, "", .other),
      (CURLE_FAILED_INIT, true, "", .other),
    ] as [(CURLcode, Bool, String, HTTPError.Cause)])
  func reads(_ code: CURLcode, _ connected: Bool, _ detail: String, as cause: HTTPError.Cause) {
    #expect(HTTPError.Cause(code, connected: connected, responding: false, detail: detail) == cause)
  }

  @Test(arguments: [
    ("Recv failure: Connection reset by peer", true), ("", false),
    ("getpeername() failed with errno 107: Transport endpoint is not connected", false),
  ]) func knowsWhatIsNoReason(_ words: String, _ isReason: Bool) {
    #expect(EasyHandle.isReason(words) == isReason)
  }

  @Test func isASentence() {
    let error = HTTPError(.timeout(.idle), "No sign of life", mayHaveBeenSent: true)
    #expect(
      error.description
        == "the response paused for too long: No sign of life (the request may have been sent)")
  }
}
