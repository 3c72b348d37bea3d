import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("gRPC") struct GRPCTests {
  /// The fields at the end of a call with this body.
  private func trailers(
    _ peer: Peer, _ path: String? = nil, _ fields: ServerFields? = nil, body: [UInt8]
  ) async throws -> ServerFields {
    let path = path ?? "/\(GRPCMessages.service(peer.dialect.version))/GetTask"
    let response = await peer.respond(
      ServerRequest(method: "POST", target: path, fields: fields ?? peer.fields, body: body))
    #expect(response.status == 200)
    #expect(response.fields["Content-Type"] == "application/grpc")
    guard case .stream(let produce) = response.body else { throw Missing() }
    return try await produce(ResponseWriter { _ in })
  }

  private struct Missing: Error {}

  @Test(
    "bodies that are not one plain message are refused",
    arguments: [
      ([], "13"), ([0, 0, 0, 0], "13"), ([1, 0, 0, 0, 0], "12"), ([2, 0, 0, 0, 0], "13"),
      ([0, 0, 0, 0, 1], "13"), ([0, 0, 0, 0, 0, 0], "13"), ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "13"),
      // A message that ends within a field, one with a field 4095, and one that is empty.
      ([0, 0, 0, 0, 1, 0x0A], "13"), ([0, 0, 0, 0, 3, 0xF8, 0xFF, 0x01], "13"),
      ([0, 0, 0, 0, 4, 0xF8, 0xFF, 0x01, 0x01], "3"), ([0, 0, 0, 0, 0], "3"),
    ] as [([UInt8], String)])
  func bodies(_ body: [UInt8], status: String) async throws {
    for dialect in [Dialect.v10GRPC, .v03GRPC] {
      try await Peer.with(dialect) { peer in
        let trailers = try await trailers(peer, body: body)
        #expect(trailers["grpc-status"] == status)
        #expect(trailers["grpc-message"]?.isEmpty == false)
      }
    }
  }

  @Test(
    "procedures of others are not implemented",
    arguments: ["/lf.a2a.v1.A2AService/Fly", "/a2a.v1.A2AService/GetTask", "/GetTask", "/", "/a/b/c"])
  func unknown(_ path: String) async throws {
    try await Peer.with(.v10GRPC) { peer in
      let end = try await trailers(peer, path, body: [0, 0, 0, 0, 0])
      #expect(end["grpc-status"] == "12")
    }
  }

  @Test(
    "fields of a call are looked at",
    arguments: [
      ("TE", nil, "13"), ("TE", "gzip", "13"), ("grpc-timeout", "1S", "3"), ("grpc-timeout", "soon", "13"),
      ("A2A-Version", nil, "9"), ("A2A-Version", "0.3", "9"), ("Content-Type", "application/grpc+proto", "3"),
    ] as [(String, String?, String)])
  func fields(_ name: String, value: String?, status: String) async throws {
    try await Peer.with(.v10GRPC) { peer in
      var fields = peer.fields
      fields[name] = value
      let end = try await trailers(peer, nil, fields, body: [0, 0, 0, 0, 0])
      #expect(end["grpc-status"] == status)
    }
  }

  @Test(
    "what is no call of protobuf has no status of gRPC",
    arguments: [("GET", "application/grpc", 405), ("POST", "application/grpc+json", 415)])
  func noCall(_ method: String, type: String, status: Int) async throws {
    try await Peer.with(.v10GRPC) { peer in
      let answer = await peer.http(method, "/lf.a2a.v1.A2AService/GetTask", ["Content-Type": type])
      #expect(answer.status == status)
    }
  }

  @Test(
    "a call ends when its time is over, streamed or not", arguments: [Dialect.v10GRPC, .v03GRPC],
    [true, false])
  func timeout(_ dialect: Dialect, streams: Bool) async throws {
    try await Peer.with(dialect, pace: .held) { peer in
      let name = streams ? dialect.names.stream : dialect.names.send
      var request = peer.request(name, dialect.sending("Plan a trip to Rome"))
      request.fields["grpc-timeout"] = "20m"
      guard case .stream(let produce) = await peer.respond(request).body else { throw Missing() }
      let end = try await produce(ResponseWriter { _ in })
      #expect(end["grpc-status"] == "4")
    }
  }

  @Test("without the token nobody is let in", arguments: [Dialect.v10GRPC, .v03GRPC])
  func token(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, token: "secret") { peer in
      var fields = peer.fields
      let refused = try await trailers(peer, nil, fields, body: [0, 0, 0, 0, 0])
      #expect(refused["grpc-status"] == "16")
      fields["Authorization"] = "Bearer secret"
      let end = try await trailers(peer, nil, fields, body: [0, 0, 0, 0, 0])
      #expect(end["grpc-status"] == "3")
    }
  }

  @Test("messages of trailers are escaped")
  func escaping() async throws {
    try await Peer.with(.v10GRPC) { peer in
      let request = GRPCMessages.request("GetTask", ["id": "100 % ä\n"], .v10, peer.fields)
      let trailers = try await trailers(peer, body: request.body)
      #expect(trailers["grpc-message"] == "Task not found: 100 %25 %C3%A4%0A")
    }
  }
}
