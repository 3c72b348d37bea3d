import A2AProtobuf
import HTTP
import JSON
import SwiftProtobuf
import TestSupport
import Testing

@testable import A2A

/// What goes over HTTP/2, and what comes back by it.
@Suite(.timeLimit(.minutes(1))) struct GRPCBindingTests {
  private static let head = [(":status", "200"), ("content-type", "application/grpc")]
  private static let ok = [("grpc-status", "0")]

  private static func task(_ state: Proto10TaskState) -> Proto10Task {
    Proto10Task.with {
      ($0.id, $0.contextID) = ("t-1", "c-1")
      $0.status.state = state
    }
  }

  private static func frame(_ message: some SwiftProtobuf.Message) throws -> [UInt8] {
    GRPCFrameReader.frame(try message.serializedBytes())
  }

  private static func event(_ state: Proto10TaskState) throws -> [UInt8] {
    try frame(Proto10StreamResponse.with { $0.task = task(state) })
  }

  /// Serves one call a connection.
  private static func serving<Value>(
    _ answer: @escaping @Sendable (ScriptedConnection, UInt32, [UInt8]) throws -> Void,
    whileRunning body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await ScriptedServer.serving(
      { connection in
        try connection.openHTTP2()
        let (stream, request) = try connection.readHTTP2Request()
        try answer(connection, stream, request)
        try connection.waitForClose()
      }, whileRunning: body)
  }

  private func binding(_ server: ScriptedServer, limits: HTTPLimits = HTTPLimits()) throws -> GRPCBinding {
    GRPCBinding(try server.endpoint("", tenant: "acme", limits: limits), dialect: V10GRPC())
  }

  @Test func asks() async throws {
    try await ScriptedServer.replying("") { server in
      let endpoint = try server.endpoint("", extensions: ["https://x.example/1", "https://x.example/2"])
      let request = try GRPCBinding(endpoint, dialect: V03GRPC()).request(
        for: .getTask(id: "t-1"), within: .seconds(9))
      #expect(request.url.path == "/a2a.v1.A2AService/GetTask")
      #expect(request.version == .http2)
      #expect(!request.acceptsCompression)
      #expect(request.fields["a2a-version"] == "0.3")
      #expect(request.fields["x-a2a-extensions"] == "https://x.example/1, https://x.example/2")
      #expect(request.fields["content-type"] == "application/grpc")
      #expect(request.fields["te"] == "trailers")
      #expect(request.fields["grpc-timeout"] == "9000000u")
    }
  }

  @Test func answers() async throws {
    try await Self.serving { connection, stream, request in
      var frames = GRPCFrameReader(limit: 1000)
      let get = try Proto10GetTaskRequest(serializedBytes: try frames.push(request)[0])
      try connection.sendHeaders(stream, Self.head)
      try connection.sendData(stream, try Self.frame(Proto10Task.with { $0.id = "\(get.tenant)/\(get.id)" }))
      try connection.sendHeaders(stream, Self.ok, endsStream: true)
    } whileRunning: { server in
      let task = try await binding(server).task("t-1", within: .seconds(5))
      #expect(task.id == "acme/t-1")
    }
  }

  @Test func streams() async throws {
    try await Self.serving { connection, stream, _ in
      try connection.sendHeaders(stream, Self.head)
      let bytes = try Self.event(.working) + Self.event(.completed)
      for byte in bytes { try connection.sendData(stream, [byte]) }
      try connection.sendHeaders(stream, Self.ok, endsStream: true)
    } whileRunning: { server in
      var heard: [AgentEvent] = []
      try await binding(server).listen(to: .stream(Samples.request), within: .seconds(5)) { event in
        heard.append(event)
        return .more
      }
      #expect(heard == [.task(Samples.task(.working)), .task(Samples.task(.completed))])
    }
  }

  @Test func leavesAStreamWhoseStoryIsOver() async throws {
    try await Self.serving { connection, stream, _ in
      try connection.sendHeaders(stream, Self.head)
      try connection.sendData(stream, try Self.event(.completed))
    } whileRunning: { server in
      try await binding(server).listen(to: .stream(Samples.request), within: .seconds(5)) { _ in .turnOver }
    }
  }

  /// What a server may send in place of an answer.
  struct Failure: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var head = GRPCBindingTests.head
    var data: [UInt8] = []
    /// nil where the head is all there is.
    var trailers: [(String, String)]? = []
    var code: A2AError.Code
    var mayHaveRun = true
  }

  @Test(arguments: [
    Failure(
      testDescription: "a status in the head", head: head + [("grpc-status", "5")], trailers: nil,
      code: .taskNotFound, mayHaveRun: false),
    Failure(
      testDescription: "a status in the trailers", trailers: [("grpc-status", "16")], code: .unauthenticated,
      mayHaveRun: false),
    Failure(testDescription: "no status", data: [0, 0, 0, 0, 0], code: .invalidAgentResponse),
    Failure(testDescription: "no message", trailers: ok, code: .invalidAgentResponse),
    Failure(
      testDescription: "two messages", data: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], trailers: ok,
      code: .invalidAgentResponse),
    Failure(
      testDescription: "a status after the message", data: [0, 0, 0, 0, 0], trailers: [("grpc-status", "13")],
      code: .internalError),
    Failure(testDescription: "compression", data: [1, 0, 0, 0, 1, 0], code: .invalidAgentResponse),
    Failure(
      testDescription: "half a message", data: [0, 0, 0, 0, 9, 0], trailers: ok, code: .invalidAgentResponse),
    Failure(
      testDescription: "a message too large", data: [0, 0, 1, 0, 0], code: .transport(.bodyTooLarge)),
    Failure(
      testDescription: "HTTP 404", head: [(":status", "404")], trailers: nil, code: .notAnAgent,
      mayHaveRun: false),
    Failure(
      testDescription: "HTTP 401", head: [(":status", "401")], trailers: nil, code: .unauthenticated,
      mayHaveRun: false),
    Failure(testDescription: "HTTP 502", head: [(":status", "502")], trailers: nil, code: .unavailable),
    Failure(
      testDescription: "a page", head: [(":status", "200"), ("content-type", "text/html")], trailers: nil,
      code: .invalidAgentResponse),
  ]) func explains(_ failure: Failure) async throws {
    try await Self.serving { connection, stream, _ in
      try connection.sendHeaders(stream, failure.head, endsStream: failure.trailers == nil)
      guard let trailers = failure.trailers else { return }
      try connection.sendData(stream, failure.data, endsStream: trailers.isEmpty)
      if !trailers.isEmpty { try connection.sendHeaders(stream, trailers, endsStream: true) }
    } whileRunning: { server in
      let binding = try binding(server, limits: HTTPLimits(bodyBytes: 1000))
      let error = await #expect(throws: A2AError.self) { try await binding.task("t-1", within: .seconds(5)) }
      #expect(error?.code == failure.code)
      #expect(error?.mayHaveRun == failure.mayHaveRun)
    }
  }

  @Test func afterTheFirstWordTheAgentHasActed() async throws {
    try await Self.serving { connection, stream, _ in
      try connection.sendHeaders(stream, Self.head)
      try connection.sendData(stream, try Self.event(.working))
      try connection.sendHeaders(stream, [("grpc-status", "5")], endsStream: true)
    } whileRunning: { server in
      let binding = try binding(server)
      let error = await #expect(throws: A2AError.self) {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { (_: AgentEvent) in .more
        }
      }
      #expect(error?.code == .taskNotFound)
      #expect(error?.mayHaveRun == true)
    }
  }

  @Test func saysNothingThatTheVersionHasNot() async throws {
    try await ScriptedServer.replying("") { server in
      let binding = GRPCBinding(try server.endpoint(""), dialect: V03GRPC())
      let error = await #expect(throws: A2AError.self) {
        try await binding.tasks(TaskListRequest(), within: .seconds(5))
      }
      #expect(error?.code == .notInDialect)
      #expect(server.log.connections == 0)
    }
  }
}
