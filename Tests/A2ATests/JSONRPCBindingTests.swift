import A2A
import HTTP
import JSON
import TestSupport
import Testing

/// What goes over the wire, and what comes back by it.
@Suite struct JSONRPCBindingTests {
  private static let done =
    #"{"task":{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED"}}}"#

  @Test(arguments: [
    (
      V10JSONRPC() as any JSONRPCDialect, "1.0",
      #"{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"tenant":"acme","message":{"messageId":"m-0","role":"ROLE_USER","parts":[{"text":"hello"}]},"configuration":{"returnImmediately":true}}}"#
    ),
    (
      V03JSONRPC(), "0.3",
      #"{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"kind":"message","messageId":"m-0","role":"user","parts":[{"kind":"text","text":"hello"}]},"configuration":{"acceptedOutputModes":[],"blocking":false}}}"#
    ),
  ]) func sends(_ dialect: any JSONRPCDialect, _ version: String, _ body: String) async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", #"{"result":\#(Self.done)}"#)) { server in
      let event = try await send(server, dialect)
      #expect(event == .task(Samples.task(.completed)))
      let request = try #require(server.log.requests.first)
      #expect(request.method == "POST")
      #expect(request.target == "/rpc")
      #expect(request["A2A-Version"] == version)
      #expect(request["Content-Type"] == "application/json")
      #expect(request["Accept"] == "application/json, application/a2a+json")
      #expect(request["Authorization"] == "Bearer t")
      #expect(request.text == body)
    }
  }

  private func send(_ server: ScriptedServer, _ dialect: some JSONRPCDialect) async throws -> AgentEvent {
    var request = Samples.request
    request.returnsImmediately = true
    return try await server.binding(dialect, tenant: "acme", authorizer: Badge()).send(
      request, within: .seconds(5))
  }

  @Test(arguments: [
    (Operation.send(Samples.request), "/rpc/tasks/send"), (.stream(Samples.request), "/rpc/tasks/send"),
    (.getTask(id: "t"), "/rpc/tasks/get"),
  ]) func callsEachMethodAtAPathOfItsOwnWhereAgentsHaveIt(_ operation: Operation, _ target: String)
    async throws
  {
    let answer = ScriptedServer.http("200 OK", #"{"result":{"id":"t","status":{"state":"completed"}}}"#)
    try await ScriptedServer.replying(answer) { server in
      let binding = try server.binding(V01JSONRPC(hasPathPerMethod: true))
      try await binding.listen(to: operation, within: .seconds(5)) { _ in .more }
      #expect(server.log.requests.map(\.target) == [target])
    }
  }

  @Test func sendsNothingWithoutItsCredentials() async throws {
    try await ScriptedServer.replying("") { server in
      let binding = try server.binding(authorizer: Penniless())
      await #expect(throws: A2AError(.unauthenticated, "the token is gone", mayHaveRun: false)) {
        try await binding.task("t-1", within: .seconds(5))
      }
      #expect(server.log.connections == 0)
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func streams(_ end: String) async throws {
    let events = [
      #"{"jsonrpc":"2.0","id":1,"result":{"statusUpdate":{"taskId":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_WORKING"}}}}"#,
      #"{"result":\#(Self.done)}"#,
    ]
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(ScriptedServer.eventStream)
      try connection.sendChunk(": ping\(end)\(end)event: message\(end)data: \(events[0])\(end)\(end)")
      // Any cut will do, and the last event may lack its blank line.
      for character in "data: \(events[1])" { try connection.sendChunk(String(character)) }
      try connection.endChunks()
    } whileRunning: { server in
      var heard: [AgentEvent] = []
      try await server.binding().listen(to: .stream(Samples.request), within: .seconds(5)) { event in
        heard.append(event)
        return .more
      }
      #expect(heard == [Samples.status(.working), .task(Samples.task(.completed))])
      #expect(server.log.requests.first?["Accept"] == "text/event-stream, application/json")
    }
  }

  @Test func doesNotWaitForAStreamWhoseStoryIsOver() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(ScriptedServer.eventStream)
      try connection.sendChunk("data: {\"result\":\(Self.done)}\n\n")
      try connection.waitForClose()
    } whileRunning: { server in
      var heard = 0
      try await server.binding().listen(to: .stream(Samples.request), within: .seconds(3_600)) { _ in
        heard += 1
        return .turnOver
      }
      #expect(heard == 1)
    }
  }

  @Test func takesAnAnswerInOnePieceForAStream() async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", #"{"result":\#(Self.done)}"#)) { server in
      var heard: [AgentEvent] = []
      try await server.binding().listen(to: .subscribe(taskID: "t-1"), within: .seconds(5)) { event in
        heard.append(event)
        return .more
      }
      #expect(heard == [.task(Samples.task(.completed))])
    }
  }

  @Test(arguments: ["text/plain", "application/json", "application/octet-stream"])
  func knowsAStreamWhateverItIsCalled(_ type: String) async throws {
    let events = ": hello\n\ndata: {\"result\":\(Self.done)}\n\n"
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", events, type: type)) { server in
      var heard: [AgentEvent] = []
      try await server.binding().listen(to: .stream(Samples.request), within: .seconds(5)) { event in
        heard.append(event)
        return .more
      }
      #expect(heard == [.task(Samples.task(.completed))])
    }
  }

  @Test func anErrorAfterTheFirstWordDoesNotSayThatNothingRan() async throws {
    let task = #"{"result":{"task":{"id":"t-1","status":{"state":2}}}}"#
    let error = #"{"error":{"code":-32601,"message":"no such method"}}"#
    let events = "data: \(task)\n\ndata: \(error)\n\n"
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", events, type: "text/event-stream")) {
      server in
      let binding = try server.binding()
      let error = await #expect(throws: A2AError.self) {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { _ in .more }
      }
      #expect(error?.code == .methodNotFound)
      #expect(error?.mayHaveRun == true)
    }
  }

  @Test(arguments: [
    ("data: {\"error\":{\"code\":-32001,\"message\":\"gone\"}}\n\n", A2AError.Code.taskNotFound),
    ("data: {\"truncated\":\n\n", .invalidAgentResponse), ("data: garbage\n\n", .invalidAgentResponse),
    ("data: {\"result\":{\"odd\":1}}\n\n", .invalidAgentResponse),
  ]) func failsOnEventsThatMakeNoSense(_ event: String, _ code: A2AError.Code) async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(ScriptedServer.eventStream)
      try connection.sendChunk(event)
      try connection.endChunks()
    } whileRunning: { server in
      let binding = try server.binding()
      let error = await #expect(throws: A2AError.self) {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { _ in .more }
      }
      #expect(error?.code == code)
    }
  }

  @Test func saysWhenAStreamBreaks() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(ScriptedServer.eventStream)
      try connection.sendChunk("data: {\"result\":{\"task\":{\"id\":\"t\",\"status\":{\"state\":2}}}}\n\n")
      connection.reset()
    } whileRunning: { server in
      let binding = try server.binding()
      let error = await #expect(throws: A2AError.self) {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { _ in .more }
      }
      #expect(error?.code == .transport(.reset))
      #expect(error?.mayHaveRun == true)
    }
  }

  @Test func boundsAnEvent() async throws {
    try await ScriptedServer.serving { connection in
      try connection.readRequest()
      try connection.send(ScriptedServer.eventStream)
      try connection.sendChunk("data: \(String(repeating: "x", count: 900))")
      try connection.waitForClose()
    } whileRunning: { server in
      let binding = try server.binding(limits: HTTPLimits(bodyBytes: 800))
      let error = await #expect(throws: A2AError.self) {
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { _ in .more }
      }
      #expect(error?.code == .transport(.bodyTooLarge))
    }
  }

  @Test(arguments: [("message", A2AError.Code.invalidAgentResponse), ("task", nil)])
  func wantsATaskWhenItAsksForOne(_ member: String, _ code: A2AError.Code?) async throws {
    let result =
      member == "task"
      ? Self.done : #"{"message":{"messageId":"m","role":"ROLE_AGENT","parts":[{"text":"hi"}]}}"#
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", #"{"result":\#(result)}"#)) { server in
      let binding = try server.binding()
      do throws(A2AError) {
        let task = try await binding.task("t-1", within: .seconds(5))
        #expect(task == Samples.task(.completed))
        #expect(code == nil)
      } catch {
        #expect(error.code == code)
      }
    }
  }

  @Test func saysThatNothingRanWhereNobodyListens() async throws {
    let url = try await ScriptedServer.replying("") { $0.url }
    let binding = JSONRPCBinding(
      AgentEndpoint(
        try WebURL(url), client: HTTPClient(), authorizer: Anonymous(), deadlines: HTTPDeadlines(),
        limits: HTTPLimits()),
      dialect: V10JSONRPC())
    let error = await #expect(throws: A2AError.self) {
      try await binding.send(Samples.request, within: .seconds(5))
    }
    #expect(error?.code == .transport(.refused))
    #expect(error?.mayHaveRun == false)
  }
}
