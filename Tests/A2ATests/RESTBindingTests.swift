import A2A
import HTTP
import JSON
import TestSupport
import Testing

/// What goes over the wire as HTTP and JSON, and what comes back by it.
@Suite struct RESTBindingTests {
  private static let task = #"{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED"}}"#

  @Test(arguments: [
    (V10REST() as any RESTDialect, "/base", "/base/acme/message:send", "1.0" as String?),
    (V10REST(), "/base/", "/base/acme/message:send", "1.0"),
    (V03REST(), "/base", "/base/v1/message:send", "0.3"),
    (GuideREST(), "", "/messages", nil),
    (ObjectiveREST(), "/a2a", "/a2a", nil),
    (ObjectiveREST(), "/a2a?key=1", "/a2a?key=1", nil),
  ]) func sendsToItsPlace(
    _ dialect: any RESTDialect, _ base: String, _ target: String, _ version: String?
  ) async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", #"{"task":\#(Self.task)}"#)) { server in
      let binding = RESTBinding(
        try server.endpoint(base, tenant: "acme", authorizer: Badge()), dialect: dialect)
      #expect(try await binding.send(Samples.request, within: .seconds(5)) == .task(Samples.task(.completed)))
      let request = try #require(server.log.requests.first)
      #expect(request.method == "POST")
      #expect(request.target == target)
      #expect(request["A2A-Version"] == version)
      #expect(request["Content-Type"] == "application/json")
      #expect(request["Authorization"] == "Bearer t")
    }
  }

  @Test(arguments: [(V10REST() as any RESTDialect, "A2A-Extensions"), (V03REST(), "X-A2A-Extensions")])
  func claimsItsExtensions(_ dialect: any RESTDialect, _ field: String) async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", Self.task)) { server in
      let endpoint = try server.endpoint("/", extensions: ["https://x.example/a", "https://x.example/b"])
      _ = try await RESTBinding(endpoint, dialect: dialect).task("t-1", within: .seconds(5))
      #expect(server.log.requests.first?[field] == "https://x.example/a, https://x.example/b")
      #expect(server.log.requests.first?.method == "GET")
      #expect(server.log.requests.first?["Content-Type"] == nil)
    }
  }

  @Test(arguments: [("404 Not Found", "GET"), ("405 Method Not Allowed", "GET"), ("200 OK", nil)])
  func subscribesWithTheOtherVerbWhereItMust(_ status: String, _ second: String?) async throws {
    let events = "data: {\"task\":\(Self.task)}\n\n"
    try await ScriptedServer.serving { connection in
      let request = try connection.readRequest()
      let isRefused = second != nil && request.method == "POST"
      try connection.send(
        isRefused
          ? ScriptedServer.http(status, #"{"detail":"no"}"#)
          : ScriptedServer.http("200 OK", events, type: "text/event-stream"))
    } whileRunning: { server in
      var heard: [AgentEvent] = []
      let binding = RESTBinding(try server.endpoint("/"), dialect: V10REST())
      try await binding.listen(to: .subscribe(taskID: "t-1"), within: .seconds(5)) { event in
        heard.append(event)
        return .more
      }
      #expect(heard == [.task(Samples.task(.completed))])
      #expect(server.log.requests.map(\.method) == ["POST", second].compactMap(\.self))
    }
  }

  @Test func saysItInTheOtherFormWhereTheFirstIsRefused() async throws {
    try await ScriptedServer.serving { connection in
      let request = try connection.readRequest()
      let isOld = request.text.contains(#""kind":"message""#)
      try connection.send(
        isOld
          ? ScriptedServer.http("201 Created", #"{"task":\#(Self.task)}"#)
          : ScriptedServer.http(
            "400 Bad Request", #"{"code":-32602,"message":"message.parts must be an array"}"#))
    } whileRunning: { server in
      let binding = RESTBinding(try server.endpoint("/"), dialect: V03REST())
      #expect(try await binding.send(Samples.request, within: .seconds(5)) == .task(Samples.task(.completed)))
      #expect(server.log.requests.count == 2)
    }
  }

  @Test(arguments: [
    (
      Operation.listTasks(TaskListRequest()), #"{"tasks":[\#(task)],"nextPageToken":"2","totalSize":7}"#,
      Answer.tasks(TaskPage(tasks: [Samples.task(.completed)], nextPageToken: "2", totalSize: 7))
    ),
    (.listTasks(TaskListRequest()), #"{"tasks":[],"nextPageToken":""}"#, .tasks(TaskPage(tasks: []))),
    (.listTasks(TaskListRequest()), "[\(task)]", .tasks(TaskPage(tasks: [Samples.task(.completed)]))),
    (.getExtendedCard, #"{"name":"A","x":1}"#, .card(["name": "A", "x": 1])),
    (
      .getPushConfig(id: "p", taskID: "t"), #"{"id":"p","taskId":"t","url":"u"}"#,
      .pushConfigs([PushConfig(id: "p", taskID: "t", url: "u")])
    ),
    (
      .getPushConfig(id: "p", taskID: "t"), #"{"taskId":"t","pushNotificationConfig":{"id":"p","url":"u"}}"#,
      .pushConfigs([PushConfig(id: "p", taskID: "t", url: "u")])
    ),
    (
      .listPushConfigs(taskID: "t"), #"{"configs":[{"id":"p","url":"u"}]}"#,
      .pushConfigs([PushConfig(id: "p", taskID: "t", url: "u")])
    ),
    (
      .listPushConfigs(taskID: "t"), #"[{"taskId":"t","pushNotificationConfig":{"url":"u"}}]"#,
      .pushConfigs([PushConfig(taskID: "t", url: "u")])
    ),
    (.listPushConfigs(taskID: "t"), "{}", .pushConfigs([])),
    (.deletePushConfig(id: "p", taskID: "t"), "{}", .nothing),
  ]) func readsAnswers(_ operation: Operation, _ body: String, _ answer: Answer) async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", body)) { server in
      let binding = RESTBinding(try server.endpoint("/"), dialect: V10REST())
      #expect(try await binding.answer(to: operation, within: .seconds(5)) == answer)
    }
  }

  @Test(arguments: [
    // The protobuf of 0.3 wraps data; in 1.0 the same JSON means itself.
    (V03REST() as any RESTDialect, #"{"data":{"data":{"a":1}}}"#, Part.Content.data(["a": 1])),
    (V10REST(), #"{"data":{"data":{"a":1}}}"#, .data(["data": ["a": 1]])),
    (V03REST(), #"{"data":{"data":1}}"#, .data(["data": 1])),
    // Files of Python and Go have been through base64 twice; the text "QUJD" is a text.
    (V03REST(), #"{"file":{"fileWithBytes":"UVVKRA==","mimeType":"image/png"}}"#, .raw("QUJD")),
    (V03REST(), #"{"file":{"fileWithBytes":"UVVKRA==","mimeType":"text/plain"}}"#, .raw("UVVKRA==")),
    (
      V03REST(), #"{"file":{"fileWithBytes":"WTJsMGVTeDBaVzF3Q2s5emJHOHNOd289","mimeType":"text/csv"}}"#,
      .raw("Y2l0eSx0ZW1wCk9zbG8sNwo=")
    ),
    (V10REST(), #"{"raw":"UVVKRA==","mediaType":"image/png"}"#, .raw("UVVKRA==")),
    (V03REST(), #"{"file":{"fileWithBytes":"iVBORw0K","mimeType":"image/png"}}"#, .raw("iVBORw0K")),
  ]) func readsPartsAsTheirVersionMeansThem(
    _ dialect: any RESTDialect, _ part: String, _ content: Part.Content
  ) async throws {
    let task =
      #"{"id":"t","status":{"state":"TASK_STATE_COMPLETED","message":{"content":[\#(part)]}},"artifacts":[{"artifactId":"a","parts":[\#(part)]}],"history":[{"role":"ROLE_AGENT","content":[\#(part)]}]}"#
    let stream = "data: {\"task\":\(task)}\n\n"
    for (body, type) in [(#"{"task":\#(task)}"#, "application/json"), (stream, "text/event-stream")] {
      try await ScriptedServer.replying(ScriptedServer.http("200 OK", body, type: type)) { server in
        let binding = RESTBinding(try server.endpoint("/"), dialect: dialect)
        var heard: [AgentEvent] = []
        try await binding.listen(to: .stream(Samples.request), within: .seconds(5)) { event in
          heard.append(event)
          return .more
        }
        guard case .task(let read) = heard.first else {
          Issue.record("no task")
          return
        }
        #expect(read.artifacts.first?.parts.map(\.content) == [content])
        #expect(read.status.message?.parts.map(\.content) == [content])
        #expect(read.history.first?.parts.map(\.content) == [content])
      }
    }
  }

  @Test func takesNoContentForAnAnswer() async throws {
    try await ScriptedServer.replying("HTTP/1.1 204 No Content\r\n\r\n") { server in
      let binding = RESTBinding(try server.endpoint("/"), dialect: V10REST())
      let answer = try await binding.answer(to: .deletePushConfig(id: "p", taskID: "t"), within: .seconds(5))
      #expect(answer == .nothing)
    }
  }

  @Test func asksNothingThatItsDialectHasNoWordFor() async throws {
    try await ScriptedServer.replying("") { server in
      let binding = RESTBinding(try server.endpoint("/"), dialect: ObjectiveREST())
      let error = await #expect(throws: A2AError.self) { try await binding.task("t-1", within: .seconds(5)) }
      #expect(error?.code == .notInDialect)
      #expect(error?.mayHaveRun == false)
      #expect(server.log.connections == 0)
    }
  }

  @Test(arguments: [
    (#"{"task_id":"t-1","status":"completed","result":"Hello"}"#, "Hello"),
    (#"{"task_id":7,"status":"completed","result":{"a":1}}"#, #"{"a":1}"#),
    (#"{"task_id":"t-1","status":"COMPLETED","result":"x","artifacts":[{"parts":["y"]}]}"#, "x|y"),
  ]) func readsTheObjectivesResult(_ body: String, _ result: String) async throws {
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", body)) { server in
      let binding = RESTBinding(try server.endpoint("/a2a"), dialect: ObjectiveREST())
      guard case .task(let task) = try await binding.send(Samples.request, within: .seconds(5)) else {
        Issue.record("no task")
        return
      }
      #expect(task.state == .completed)
      let texts = task.answer.flatMap(\.parts).map { part in
        if case .data(let json) = part.content { json.text } else { part.text ?? "" }
      }
      #expect(texts.joined(separator: "|") == result)
    }
  }

  @Test(arguments: ["error", "message"]) func readsTheObjectivesFailure(_ member: String) async throws {
    let body = #"{"task_id":"t-1","status":"failed","\#(member)":"it broke"}"#
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", body)) { server in
      let binding = RESTBinding(try server.endpoint("/a2a"), dialect: ObjectiveREST())
      guard case .task(let task) = try await binding.send(Samples.request, within: .seconds(5)) else {
        Issue.record("no task")
        return
      }
      #expect(task.state == .failed)
      #expect(task.status.message?.text == "it broke")
    }
  }
}
