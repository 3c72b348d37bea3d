import A2A
import HTTP
import JSON
import Telemetry
import Testing

/// What goes out, to the letter: servers refuse members that their version does not know.
@Suite struct DialectTests {
  static let full = {
    var request = SendRequest(
      Message(
        messageID: "m-1", role: .user,
        parts: [
          Part(.text("hi")), Part(.data(["a": 1])), Part(.raw("QUJD"), filename: "a.bin", mediaType: "x/y"),
          Part(.url("https://a.example/f"), metadata: ["k": true]),
        ], contextID: "c-1", taskID: "t-1", metadata: ["skillId": "s"]),
      acceptedOutputModes: ["text/plain"])
    request.message.extensions = ["https://x.example/e"]
    request.message.referenceTaskIDs = ["t-0"]
    request.returnsImmediately = true
    request.historyLength = 2
    request.pushConfig = config
    return request
  }()

  static let config = PushConfig(
    id: "p-1", url: "https://me.example/hook", token: Secret("tok"),
    authentication: PushConfig.Authentication(scheme: "Bearer", credentials: Secret("cred")))

  static let listing = {
    var request = TaskListRequest(contextID: "c 1", state: .inputRequired, pageSize: 10)
    request.pageToken = "p&2"
    request.historyLength = 0
    request.includesArtifacts = true
    return request
  }()

  struct Call: Sendable, CustomTestStringConvertible {
    let dialect: any JSONRPCDialect
    let operation: Operation
    /// nil where the version has no such operation.
    let written: String?

    init(_ dialect: any JSONRPCDialect, _ operation: Operation, _ written: String?) {
      (self.dialect, self.operation, self.written) = (dialect, operation, written)
    }

    var testDescription: String { "\(type(of: dialect)) \(operation.name)" }
  }

  @Test(arguments: [
    Call(
      V10JSONRPC(), .send(full),
      #"SendMessage {"tenant":"acme","message":{"messageId":"m-1","role":"ROLE_USER","parts":[{"text":"hi"},{"data":{"a":1}},{"raw":"QUJD","filename":"a.bin","mediaType":"x/y"},{"url":"https://a.example/f","metadata":{"k":true}}],"contextId":"c-1","taskId":"t-1","metadata":{"skillId":"s"},"extensions":["https://x.example/e"],"referenceTaskIds":["t-0"]},"configuration":{"acceptedOutputModes":["text/plain"],"taskPushNotificationConfig":{"id":"p-1","url":"https://me.example/hook","token":"tok","authentication":{"scheme":"Bearer","credentials":"cred"}},"historyLength":2,"returnImmediately":true}}"#
    ),
    Call(
      V10JSONRPC(), .stream(Samples.request),
      #"SendStreamingMessage {"tenant":"acme","message":{"messageId":"m-0","role":"ROLE_USER","parts":[{"text":"hello"}]}}"#
    ),
    Call(V10JSONRPC(), .subscribe(taskID: "t-1"), #"SubscribeToTask {"tenant":"acme","id":"t-1"}"#),
    Call(V10JSONRPC(), .getTask(id: "t-1"), #"GetTask {"tenant":"acme","id":"t-1"}"#),
    Call(
      V10JSONRPC(), .getTask(id: "t-1", historyLength: 3),
      #"GetTask {"tenant":"acme","id":"t-1","historyLength":3}"#),
    Call(
      V10JSONRPC(), .listTasks(listing),
      #"ListTasks {"tenant":"acme","contextId":"c 1","status":"TASK_STATE_INPUT_REQUIRED","pageSize":10,"pageToken":"p&2","historyLength":0,"includeArtifacts":true}"#
    ),
    Call(V10JSONRPC(), .listTasks(TaskListRequest()), #"ListTasks {"tenant":"acme"}"#),
    Call(V10JSONRPC(), .cancelTask(id: "t-1"), #"CancelTask {"tenant":"acme","id":"t-1"}"#),
    Call(V10JSONRPC(), .getExtendedCard, #"GetExtendedAgentCard {"tenant":"acme"}"#),
    Call(
      V10JSONRPC(), .createPushConfig(PushConfig(taskID: "t-1", url: "u")),
      #"CreateTaskPushNotificationConfig {"tenant":"acme","taskId":"t-1","url":"u"}"#),
    Call(
      V10JSONRPC(), .getPushConfig(id: "p-1", taskID: "t-1"),
      #"GetTaskPushNotificationConfig {"tenant":"acme","taskId":"t-1","id":"p-1"}"#),
    Call(
      V10JSONRPC(), .listPushConfigs(taskID: "t-1"),
      #"ListTaskPushNotificationConfigs {"tenant":"acme","taskId":"t-1"}"#),
    Call(
      V10JSONRPC(), .deletePushConfig(id: "p-1", taskID: "t-1"),
      #"DeleteTaskPushNotificationConfig {"tenant":"acme","taskId":"t-1","id":"p-1"}"#),
    Call(
      V03JSONRPC(), .send(full),
      #"message/send {"message":{"kind":"message","messageId":"m-1","role":"user","parts":[{"kind":"text","text":"hi"},{"kind":"data","data":{"a":1}},{"kind":"file","file":{"bytes":"QUJD","name":"a.bin","mimeType":"x/y"}},{"kind":"file","file":{"uri":"https://a.example/f"},"metadata":{"k":true}}],"contextId":"c-1","taskId":"t-1","metadata":{"skillId":"s"},"extensions":["https://x.example/e"],"referenceTaskIds":["t-0"]},"configuration":{"acceptedOutputModes":["text/plain"],"historyLength":2,"pushNotificationConfig":{"id":"p-1","url":"https://me.example/hook","token":"tok","authentication":{"schemes":["Bearer"],"credentials":"cred"}},"blocking":false}}"#
    ),
    Call(
      V03JSONRPC(), .stream(Samples.request),
      #"message/stream {"message":{"kind":"message","messageId":"m-0","role":"user","parts":[{"kind":"text","text":"hello"}]},"configuration":{"acceptedOutputModes":[],"blocking":true}}"#
    ),
    Call(V03JSONRPC(), .subscribe(taskID: "t-1"), #"tasks/resubscribe {"id":"t-1"}"#),
    Call(V03JSONRPC(), .getTask(id: "t-1", historyLength: 3), #"tasks/get {"id":"t-1","historyLength":3}"#),
    Call(V03JSONRPC(), .listTasks(listing), nil),
    Call(V03JSONRPC(), .cancelTask(id: "t-1"), #"tasks/cancel {"id":"t-1"}"#),
    Call(V03JSONRPC(), .getExtendedCard, "agent/getAuthenticatedExtendedCard"),
    Call(
      V03JSONRPC(), .createPushConfig(PushConfig(taskID: "t-1", url: "u")),
      #"tasks/pushNotificationConfig/set {"taskId":"t-1","pushNotificationConfig":{"url":"u"}}"#),
    Call(
      V03JSONRPC(), .getPushConfig(id: "p-1", taskID: "t-1"),
      #"tasks/pushNotificationConfig/get {"id":"t-1","pushNotificationConfigId":"p-1"}"#),
    Call(
      V03JSONRPC(), .listPushConfigs(taskID: "t-1"), #"tasks/pushNotificationConfig/list {"id":"t-1"}"#),
    Call(
      V03JSONRPC(), .deletePushConfig(id: "p-1", taskID: "t-1"),
      #"tasks/pushNotificationConfig/delete {"id":"t-1","pushNotificationConfigId":"p-1"}"#),
    Call(
      V01JSONRPC(), .send(Samples.request),
      #"tasks/send {"id":"m-0","sessionId":"m-0","message":{"role":"user","parts":[{"type":"text","text":"hello"}]}}"#
    ),
    Call(
      V01JSONRPC(), .stream(full),
      #"tasks/sendSubscribe {"id":"t-1","sessionId":"c-1","message":{"role":"user","parts":[{"type":"text","text":"hi"},{"type":"data","data":{"a":1}},{"type":"file","file":{"bytes":"QUJD","name":"a.bin","mimeType":"x/y"}},{"type":"file","file":{"uri":"https://a.example/f"},"metadata":{"k":true}}],"metadata":{"skillId":"s"}},"acceptedOutputModes":["text/plain"],"historyLength":2,"pushNotification":{"id":"p-1","url":"https://me.example/hook","token":"tok","authentication":{"schemes":["Bearer"],"credentials":"cred"}}}"#
    ),
    Call(V01JSONRPC(), .getTask(id: "t-1"), #"tasks/get {"id":"t-1"}"#),
    Call(V01JSONRPC(), .cancelTask(id: "t-1"), #"tasks/cancel {"id":"t-1"}"#),
    Call(V01JSONRPC(), .subscribe(taskID: "t-1"), #"tasks/resubscribe {"id":"t-1"}"#),
    Call(V01JSONRPC(), .getExtendedCard, nil),
    Call(
      GuideJSONRPC(), .send(Samples.request),
      #"a2a.sendMessage {"message":{"role":"user","parts":[{"text":"hello"}]}}"#),
    Call(
      GuideJSONRPC(), .send(full),
      #"a2a.sendMessage {"message":{"role":"user","parts":[{"text":"hi"},{"data":{"a":1}},{"raw":"QUJD","filename":"a.bin","mediaType":"x/y"},{"url":"https://a.example/f","metadata":{"k":true}}],"taskId":"t-1","contextId":"c-1"},"configuration":{"returnImmediately":true}}"#
    ),
    Call(
      GuideJSONRPC(), .stream(Samples.request),
      #"a2a.sendStreamingMessage {"message":{"role":"user","parts":[{"text":"hello"}]}}"#),
    Call(GuideJSONRPC(), .getTask(id: "t-1", historyLength: 3), #"a2a.getTask {"id":"t-1"}"#),
    Call(GuideJSONRPC(), .listTasks(listing), #"a2a.listTasks {"pageSize":10,"pageToken":"p&2"}"#),
    Call(GuideJSONRPC(), .cancelTask(id: "t-1"), #"a2a.cancelTask {"id":"t-1"}"#),
    Call(GuideJSONRPC(), .subscribe(taskID: "t-1"), #"a2a.subscribeToTask {"id":"t-1"}"#),
    Call(GuideJSONRPC(), .getExtendedCard, nil),
  ]) func writesCalls(_ call: Call) {
    let written = call.dialect.call(for: call.operation, tenant: "acme").map { call in
      [call.method, call.params.map { JSONValue.object($0).text }].compactMap(\.self).joined(separator: " ")
    }
    #expect(written == call.written)
  }

  struct Request: Sendable, CustomTestStringConvertible {
    let dialect: any RESTDialect
    let operation: Operation
    let written: [String]

    init(_ dialect: any RESTDialect, _ operation: Operation, _ written: String...) {
      (self.dialect, self.operation, self.written) = (dialect, operation, written)
    }

    var testDescription: String { "\(type(of: dialect)) \(operation.name)" }
  }

  private static let hello10 =
    #"{"message":{"messageId":"m-0","role":"ROLE_USER","parts":[{"text":"hello"}]}}"#
  private static let hello03 =
    #"{"message":{"messageId":"m-0","role":"ROLE_USER","content":[{"text":"hello"}]},"configuration":{"acceptedOutputModes":[],"blocking":true}}"#
  private static let hello03JS =
    #"{"message":{"kind":"message","messageId":"m-0","role":"user","parts":[{"kind":"text","text":"hello"}]},"configuration":{"acceptedOutputModes":[],"blocking":true}}"#

  @Test(arguments: [
    Request(V10REST(), .send(Samples.request), "POST /acme/message:send \(hello10)"),
    Request(V10REST(), .stream(Samples.request), "POST /acme/message:stream \(hello10)"),
    Request(
      V10REST(), .subscribe(taskID: "a:b/c"), "POST /acme/tasks/a%3Ab%2Fc:subscribe {}",
      "GET /acme/tasks/a%3Ab%2Fc:subscribe"),
    Request(V10REST(), .getTask(id: "t-1"), "GET /acme/tasks/t-1"),
    Request(V10REST(), .getTask(id: ".."), "GET /acme/tasks/%2E%2E"),
    Request(V10REST(), .getTask(id: "t-1", historyLength: 3), "GET /acme/tasks/t-1?historyLength=3"),
    Request(
      V10REST(), .listTasks(listing),
      "GET /acme/tasks?contextId=c 1&status=TASK_STATE_INPUT_REQUIRED&pageSize=10&pageToken=p&2&historyLength=0&includeArtifacts=true"
    ),
    Request(V10REST(), .cancelTask(id: "t-1"), "POST /acme/tasks/t-1:cancel {}"),
    Request(V10REST(), .getExtendedCard, "GET /acme/extendedAgentCard"),
    Request(
      V10REST(), .createPushConfig(PushConfig(taskID: "t-1", url: "u")),
      #"POST /acme/tasks/t-1/pushNotificationConfigs {"taskId":"t-1","url":"u"}"#),
    Request(
      V10REST(), .getPushConfig(id: "p 1", taskID: "t-1"), "GET /acme/tasks/t-1/pushNotificationConfigs/p%201"
    ),
    Request(V10REST(), .listPushConfigs(taskID: "t-1"), "GET /acme/tasks/t-1/pushNotificationConfigs"),
    Request(
      V10REST(), .deletePushConfig(id: "p-1", taskID: "t-1"),
      "DELETE /acme/tasks/t-1/pushNotificationConfigs/p-1"),
    Request(
      V03REST(), .send(Samples.request), "POST /v1/message:send \(hello03)",
      "POST /v1/message:send \(hello03JS)"),
    Request(
      V03REST(), .stream(Samples.request), "POST /v1/message:stream \(hello03)",
      "POST /v1/message:stream \(hello03JS)"),
    Request(
      V03REST(), .subscribe(taskID: "t-1"), "GET /v1/tasks/t-1:subscribe", "POST /v1/tasks/t-1:subscribe {}"),
    Request(V03REST(), .getTask(id: "t-1", historyLength: 3), "GET /v1/tasks/t-1?historyLength=3"),
    Request(V03REST(), .listTasks(listing)),
    Request(V03REST(), .cancelTask(id: "t-1"), "POST /v1/tasks/t-1:cancel {}"),
    Request(V03REST(), .getExtendedCard, "GET /v1/card"),
    Request(
      V03REST(), .createPushConfig(PushConfig(id: "p-1", taskID: "t-1", url: "u")),
      #"POST /v1/tasks/t-1/pushNotificationConfigs {"config":{"pushNotificationConfig":{"id":"p-1","url":"u"}},"configId":"p-1"}"#
    ),
    Request(
      V03REST(), .deletePushConfig(id: "p-1", taskID: "t-1"),
      "DELETE /v1/tasks/t-1/pushNotificationConfigs/p-1"),
    Request(
      GuideREST(), .send(Samples.request),
      #"POST /messages {"message":{"role":"user","parts":[{"text":"hello"}]}}"#),
    Request(
      GuideREST(), .stream(Samples.request),
      #"POST /messages:stream {"message":{"role":"user","parts":[{"text":"hello"}]}}"#),
    Request(GuideREST(), .getTask(id: "t-1", historyLength: 3), "GET /tasks/t-1"),
    Request(GuideREST(), .listTasks(listing), "GET /tasks?pageSize=10&pageToken=p&2"),
    Request(GuideREST(), .cancelTask(id: "t-1"), "POST /tasks/t-1:cancel {}"),
    Request(GuideREST(), .subscribe(taskID: "t-1"), "GET /tasks/t-1:subscribe"),
    Request(GuideREST(), .getExtendedCard),
    Request(ObjectiveREST(), .send(Samples.request), #"POST  {"task_id":"m-0","objective":"hello"}"#),
    Request(
      ObjectiveREST(), .send(full), #"POST  {"task_id":"t-1","objective":"hi","constraints":{"a":1}}"#),
    Request(ObjectiveREST(), .stream(Samples.request)), Request(ObjectiveREST(), .getTask(id: "t-1")),
  ]) func writesRequests(_ request: Request) {
    let written = request.dialect.calls(for: request.operation, tenant: "acme").map { call in
      let query = call.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      return [
        "\(call.method.rawValue) \(call.path)\(query.isEmpty ? "" : "?\(query)")",
        call.body.map { JSONValue.object($0).text },
      ].compactMap(\.self).joined(separator: " ")
    }
    #expect(written == request.written)
  }

  @Test(arguments: [JSONValue.array([1]), "x", 1, true])
  func wrapsDataThatV03DoesNotKnow(_ data: JSONValue) throws {
    let request = SendRequest(Message(messageID: "m", role: .user, parts: [Part(.data(data))]))
    let written = try #require(V03JSONRPC().call(for: .send(request), tenant: nil)?.params)
    #expect(written["message"]?["parts"] == [["kind": "data", "data": ["value": data]]])
  }
}
