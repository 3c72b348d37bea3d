import A2AProtobuf
import HTTP
import JSON
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

@testable import A2A

/// Agents that take `token-2`, and no other: what a refusal is worth.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
  private static let task =
    #"{"jsonrpc":"2.0","id":1,"result":{"task":{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED"}}}}"#
  private static let refusal = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"who?"}}"#

  /// Answers with `status` whoever does not show `token-2`.
  private static func serving<Value>(
    refusing status: String = "401 Unauthorized", _ body: String = refusal, taking answer: String,
    fields: String = "", whileRunning test: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          try connection.send(
            request["Authorization"] == "token-2"
              ? answer : ScriptedServer.http(status, body, fields: fields))
        }
      }, whileRunning: test)
  }

  private static func error(
    _ work: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) async -> A2AError? {
    await #expect(throws: A2AError.self, sourceLocation: sourceLocation) { try await work() }
  }

  @Test(arguments: ["401 Unauthorized", "403 Forbidden"])
  func isAskedOnceMoreWithOthers(_ status: String) async throws {
    try await Self.serving(refusing: status, taking: ScriptedServer.http("200 OK", Self.task)) { server in
      let authorizer = Renewing(last: 2)
      let event = try await server.binding(authorizer: authorizer).send(Samples.request, within: .seconds(9))
      #expect(event.taskID == "t-1")
      #expect(server.log.requests.map { $0["Authorization"] } == ["token-1", "token-2"])
      #expect(Set(server.log.requests.map(\.body)).count == 1)
      #expect(authorizer.refusals.map(\.status) == [Int(status.prefix(3))])
    }
  }

  @Test(arguments: [
    ("401 Unauthorized", "{}", A2AError.Code.unauthenticated),
    ("403 Forbidden", "<html>no</html>", .permissionDenied),
    ("401 Unauthorized", "", .unauthenticated), ("401 Unauthorized", refusal, .unauthenticated),
  ])
  func isNotAskedForEver(_ status: String, _ body: String, _ code: A2AError.Code) async throws {
    try await Self.serving(refusing: status, body, taking: "") { server in
      let attempts: [(any RequestAuthorizer, String, Int)] = [
        (Renewing(last: 1, words: "it says no"), "it says no", 1),
        (Numbered(), "other credentials were refused as well", 2),
      ]
      for (authorizer, words, requests) in attempts {
        let before = server.log.requests.count
        let error = await Self.error {
          _ = try await server.binding(authorizer: authorizer).send(Samples.request, within: .seconds(9))
        }
        #expect(error?.code == code)
        #expect(error?.mayHaveRun == false)
        #expect(error?.message.hasSuffix("; \(words)") == true)
        #expect(server.log.requests.count - before == requests)
      }
    }
  }

  @Test func aStreamIsAskedForOnceMore() async throws {
    let stream =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: \(Self.task)\n\n"
    try await Self.serving(taking: stream) { server in
      let binding = try server.binding(authorizer: Renewing(last: 2))
      var heard: [String?] = []
      try await binding.listen(to: .stream(Samples.request), within: .seconds(9)) { event in
        heard.append(event.taskID)
        return .turnOver
      }
      #expect(heard == ["t-1"])
      #expect(server.log.requests.count == 2)
    }
  }

  /// What has been handed on can't be taken back.
  @Test(arguments: [true, false]) func aStreamThatHasBegunIsNotRepeated(_ hasBegun: Bool) async throws {
    let refusal = #"{"jsonrpc":"2.0","id":1,"error":{"code":-31401,"message":"expired"}}"#
    let working =
      #"{"jsonrpc":"2.0","id":1,"result":{"statusUpdate":{"taskId":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_WORKING"}}}}"#
    let events = (hasBegun ? "data: \(working)\n\n" : "") + "data: \(refusal)\n\n"
    let stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n\(events)"
    try await ScriptedServer.serving(
      { connection in
        try connection.readRequest()
        try connection.send(stream)
      }
    ) { server in
      let error = await Self.error {
        try await server.binding(authorizer: Renewing(last: 9)).listen(
          to: .stream(Samples.request), within: .seconds(9)
        ) { _ in .more }
      }
      #expect(error?.code == .unauthenticated)
      #expect(error?.mayHaveRun == hasBegun)
      #expect(await server.log { $0.connections == (hasBegun ? 1 : 2) }.requests.count == (hasBegun ? 1 : 2))
    }
  }

  /// gRPC says it beside a 200: in the head when there is nothing else, or in the trailers.
  @Test(
    arguments: [("16", 401, false), ("16", 401, true), ("7", 403, false), ("7", 403, true)], [true, false])
  func gRPCIsAskedOnceMore(_ refusal: (String, Int, Bool), _ isStream: Bool) async throws {
    let (number, status, isInTrailers) = refusal
    let head = [(":status", "200"), ("content-type", "application/grpc")]
    let refused = [("grpc-status", number), ("www-authenticate", "Bearer error=x")]
    let requests = Atomic(0)
    try await ScriptedServer.serving(
      { connection in
        try connection.openHTTP2()
        var (stream, _) = try connection.readHTTP2Request()
        if requests.add(1, ordering: .relaxed).oldValue == 0 {
          if isInTrailers {
            try connection.sendHeaders(stream, head)
            try connection.sendHeaders(stream, refused, endsStream: true)
          } else {
            try connection.sendHeaders(stream, head + refused, endsStream: true)
          }
          (stream, _) = try connection.readHTTP2Request()
        }
        let task = Proto10Task.with { ($0.id, $0.contextID) = ("t-1", "c-1") }
        let event: any SwiftProtobuf.Message =
          isStream
          ? Proto10StreamResponse.with { $0.task = task } : Proto10SendMessageResponse.with { $0.task = task }
        try connection.sendHeaders(stream, head)
        try connection.sendData(stream, GRPCFrameReader.frame(event.serializedBytes()))
        try connection.sendHeaders(stream, [("grpc-status", "0")], endsStream: true)
        try connection.waitForClose()
      }
    ) { server in
      let authorizer = Renewing(last: 2)
      let binding = GRPCBinding(try server.endpoint("", authorizer: authorizer), dialect: V10GRPC())
      var id: String?
      if isStream {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(9)) { event in
          id = event.taskID
          return .more
        }
      } else {
        id = try await binding.send(Samples.request, within: .seconds(9)).taskID
      }
      #expect(id == "t-1")
      #expect(authorizer.refusals.map(\.status) == [status])
      #expect(authorizer.refusals.map { $0.fields["WWW-Authenticate"] } == ["Bearer error=x"])
    }
  }

  /// A redirect is authorized like any request: what stands in a query must stand in the new one.
  @Test func aRedirectIsAuthorizedAnew() async throws {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          try connection.send(
            request.target.hasPrefix("/rpc/")
              ? ScriptedServer.http("200 OK", Self.task)
              : ScriptedServer.http("307 Temporary Redirect", "", fields: "Location: /rpc/\r\n"))
        }
      }
    ) { server in
      let event = try await server.binding(authorizer: InQuery()).send(Samples.request, within: .seconds(9))
      #expect(event.taskID == "t-1")
      #expect(server.log.requests.map(\.target) == ["/rpc?key=k", "/rpc/?key=k"])
    }
  }

  /// Where a redirect that is not followed leads may be told, but not what stands in its query.
  @Test func theQueryOfARedirectIsNotTold() async throws {
    let redirect = ScriptedServer.http(
      "307 Temporary Redirect", "", fields: "Location: https://other.example/a?key=canary\r\n")
    try await ScriptedServer.replying(redirect) { server in
      let error = await Self.error {
        _ = try await server.binding().send(Samples.request, within: .seconds(9))
      }
      #expect(error?.message.contains("https://other.example/a") == true)
      #expect(error?.message.contains("canary") == false)
    }
  }

  /// The time that a call has is that of both attempts, and of what it takes to get other credentials.
  @Test func theSecondAttemptHasTheRestOfTheTime() async throws {
    try await Self.serving(taking: ScriptedServer.http("200 OK", Self.task)) { server in
      let error = await Self.error {
        _ = try await server.binding(authorizer: Slow(.seconds(1))).send(
          Samples.request, within: .milliseconds(900))
      }
      #expect(error?.isOutOfTime == true)
      #expect(error?.mayHaveRun == false)
      #expect(server.log.requests.isEmpty)
    }
  }
}

/// Has tokens without end, none of which is `token-2`.
private struct Numbered: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    request.fields["Authorization"] = "token-5"
  }

  func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice { .retry }
}

/// Takes its time over another token.
private struct Slow: RequestAuthorizer {
  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    try? await Task.sleep(for: duration)
  }

  func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice { .retry }
}

/// Shows a key in the query.
private struct InQuery: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    request.url = request.url.replacing(QueryItem("key", "k"))
  }
}
