import A2AProtobuf
import FoundationEssentials
import JSON
import SwiftProtobuf
import Telemetry
import Testing

@testable import A2A

@Suite struct GRPCDialectTests {
  private static let metadata: JSONObject = ["n": 3]

  private static func request(_ parts: [Part]) -> SendRequest {
    var message = Message(messageID: "m-0", role: .user, parts: parts, contextID: "c-1", metadata: metadata)
    message.extensions = ["https://x.example/1"]
    message.referenceTaskIDs = ["t-0"]
    var request = SendRequest(message, acceptedOutputModes: ["text/plain"])
    request.returnsImmediately = true
    request.historyLength = 4
    request.pushConfig = pushConfig
    return request
  }

  private static let pushConfig = PushConfig(
    id: "p-1", taskID: "t-1", url: "https://hook.example", token: Secret("tok"),
    authentication: PushConfig.Authentication(scheme: "Bearer", credentials: Secret("cred")))

  private static let parts = [
    Part(.text("hello")), Part(.raw("AP-_"), filename: "a.bin", mediaType: "application/octet-stream"),
    Part(.url("https://f.example"), filename: "f"), Part(.data(["n": [1, true, nil, "x"]])), Part(.data(7)),
  ]

  // MARK: Methods

  @Test(arguments: [
    (Operation.send(request([])), "SendMessage", "SendMessage" as String?),
    (.stream(request([])), "SendStreamingMessage", "SendStreamingMessage"),
    (.subscribe(taskID: "t"), "SubscribeToTask", "TaskSubscription"),
    (.getTask(id: "t"), "GetTask", "GetTask"),
    (.listTasks(TaskListRequest()), "ListTasks", nil),
    (.cancelTask(id: "t"), "CancelTask", "CancelTask"),
    (.getExtendedCard, "GetExtendedAgentCard", "GetAgentCard"),
    (.createPushConfig(pushConfig), "CreateTaskPushNotificationConfig", "CreateTaskPushNotificationConfig"),
    (.getPushConfig(id: "p", taskID: "t"), "GetTaskPushNotificationConfig", "GetTaskPushNotificationConfig"),
    (.listPushConfigs(taskID: "t"), "ListTaskPushNotificationConfigs", "ListTaskPushNotificationConfig"),
    (
      .deletePushConfig(id: "p", taskID: "t"), "DeleteTaskPushNotificationConfig",
      "DeleteTaskPushNotificationConfig"
    ),
  ]) func namesMethods(_ operation: Operation, _ v10: String, _ v03: String?) throws {
    #expect(try V10GRPC().call(for: operation, tenant: nil)?.method == v10)
    #expect(try V03GRPC().call(for: operation, tenant: nil)?.method == v03)
  }

  // MARK: Writing

  private func v10<Request: SwiftProtobuf.Message>(
    _ operation: Operation, _ type: Request.Type = Request.self
  ) throws -> Request {
    let call = try #require(try V10GRPC().call(for: operation, tenant: "acme"))
    return try Request(serializedBytes: call.message)
  }

  private func v03<Request: SwiftProtobuf.Message>(
    _ operation: Operation, _ type: Request.Type = Request.self
  ) throws -> Request {
    let call = try #require(try V03GRPC().call(for: operation, tenant: "acme"))
    return try Request(serializedBytes: call.message)
  }

  @Test func writesMessagesOf10() throws {
    let request = try v10(.send(Self.request(Self.parts)), Proto10SendMessageRequest.self)
    #expect(request.tenant == "acme")
    #expect(request.configuration.acceptedOutputModes == ["text/plain"])
    #expect(request.configuration.returnImmediately)
    #expect(request.configuration.historyLength == 4)
    #expect(request.configuration.taskPushNotificationConfig.token == "tok")
    let message = request.message
    #expect(message.role == .user)
    #expect(message.contextID == "c-1")
    #expect(message.taskID.isEmpty)
    #expect(message.extensions == ["https://x.example/1"])
    #expect(message.referenceTaskIds == ["t-0"])
    #expect(JSONObject(message.metadata) == Self.metadata)
    #expect(message.parts[1].raw == Data([0x00, 0xFF, 0xBF]))
    #expect(message.parts[1].filename == "a.bin")
    #expect(
      message.parts.compactMap { Part($0)?.content }.suffix(3) == Self.parts.suffix(3).map(\.content)[...])
  }

  @Test func writesMessagesOf03() throws {
    let request = try v03(.send(Self.request(Self.parts)), Proto03SendMessageRequest.self)
    #expect(!request.configuration.blocking)
    #expect(request.configuration.historyLength == 4)
    #expect(request.configuration.pushNotification.authentication.schemes == ["Bearer"])
    let parts = request.request.content
    #expect(parts[1].file.fileWithBytes == Data("AP+/".utf8), "the text of base64")
    #expect(parts[1].file.mimeType == "application/octet-stream")
    #expect(parts[2].file.fileWithUri == "https://f.example")
    #expect(JSONObject(parts[3].data.data) == ["n": [1, true, nil, "x"]])
    #expect(JSONObject(parts[4].data.data) == ["value": 7])
  }

  @Test(arguments: [V10GRPC() as any GRPCDialect, V03GRPC()])
  func refusesFilesThatAreNotBase64(_ dialect: any GRPCDialect) {
    let operation = Operation.send(Self.request([Part(.raw("!!"))]))
    let error = #expect(throws: A2AError.self) { try dialect.call(for: operation, tenant: nil) }
    #expect(error?.code == .invalidParams)
    #expect(error?.mayHaveRun == false)
  }

  @Test func writesTheRestOf10() throws {
    let get = try v10(.getTask(id: "t", historyLength: 0), Proto10GetTaskRequest.self)
    #expect(get.id == "t" && get.tenant == "acme" && get.hasHistoryLength && get.historyLength == 0)
    #expect(try !v10(.getTask(id: "t"), Proto10GetTaskRequest.self).hasHistoryLength)
    var list = TaskListRequest(contextID: "c", state: .inputRequired, pageSize: 5)
    list.includesArtifacts = true
    let tasks = try v10(.listTasks(list), Proto10ListTasksRequest.self)
    #expect(tasks.contextID == "c" && tasks.status == .inputRequired && tasks.pageSize == 5)
    #expect(tasks.includeArtifacts && !tasks.hasHistoryLength)
    let config = try v10(.createPushConfig(Self.pushConfig), Proto10TaskPushNotificationConfig.self)
    #expect(PushConfig(config, of: "") == Self.pushConfig)
    let delete = try v10(
      .deletePushConfig(id: "p", taskID: "t"), Proto10DeleteTaskPushNotificationConfigRequest.self)
    #expect(delete.id == "p" && delete.taskID == "t")
  }

  @Test func writesTheRestOf03() throws {
    #expect(try v03(.getTask(id: "t"), Proto03GetTaskRequest.self).name == "tasks/t")
    #expect(try v03(.cancelTask(id: "t"), Proto03CancelTaskRequest.self).name == "tasks/t")
    let create = try v03(
      .createPushConfig(Self.pushConfig), Proto03CreateTaskPushNotificationConfigRequest.self)
    #expect(create.parent == "tasks/t-1" && create.configID == "p-1")
    #expect(create.config.name == "tasks/t-1/pushNotificationConfigs/p-1")
    #expect(PushConfig(create.config, of: "") == Self.pushConfig)
    let get = try v03(.getPushConfig(id: "p", taskID: "t"), Proto03GetTaskPushNotificationConfigRequest.self)
    #expect(get.name == "tasks/t/pushNotificationConfigs/p")
  }

  @Test(arguments: [
    ("tasks/a", V03Name(taskID: "a") as V03Name?),
    ("tasks/a/pushNotificationConfigs/b", V03Name(taskID: "a", configID: "b")),
    ("", nil), ("a", nil), ("task/a", nil), ("tasks/a/b", nil), ("tasks/a/configs/b", nil),
  ]) func readsNames(_ text: String, _ name: V03Name?) {
    #expect(V03Name(text) == name)
  }

  // MARK: Reading

  private static let task10 = Proto10Task.with {
    ($0.id, $0.contextID) = ("t-1", "c-1")
    $0.status.state = .completed
    $0.artifacts = [.with { $0.parts = [.with { $0.text = "done" }, .init()] }]
  }

  private static let task03 = Proto03Task.with {
    ($0.id, $0.contextID) = ("t-1", "c-1")
    $0.status.state = .completed
    $0.artifacts = [.with { $0.parts = [.with { $0.text = "done" }, .init()] }]
  }

  private static let task = AgentTask(
    id: "t-1", contextID: "c-1", status: TaskStatus(.completed),
    artifacts: [Artifact(id: "#0", parts: [Samples.text("done")])])

  @Test func readsAnswers() throws {
    let (v10, v03) = (V10GRPC(), V03GRPC())
    #expect(
      try v10.answer(Self.task10.serializedBytes(), to: .getTask(id: "t-1")) == .event(.task(Self.task)))
    #expect(
      try v03.answer(Self.task03.serializedBytes(), to: .cancelTask(id: "t-1")) == .event(.task(Self.task)))
    let sent10 = Proto10SendMessageResponse.with { $0.task = Self.task10 }
    #expect(try v10.answer(sent10.serializedBytes(), to: .send(Samples.request)) == .event(.task(Self.task)))
    let page = Proto10ListTasksResponse.with {
      ($0.tasks, $0.nextPageToken, $0.totalSize) = ([Self.task10], "next", 9)
    }
    #expect(
      try v10.answer(page.serializedBytes(), to: .listTasks(TaskListRequest()))
        == .tasks(TaskPage(tasks: [Self.task], nextPageToken: "next", totalSize: 9)))
    let card = Proto10AgentCard.with {
      $0.name = "A"
      $0.capabilities.streaming = false
    }
    #expect(
      try v10.answer(card.serializedBytes(), to: .getExtendedCard)
        == .card(["name": "A", "capabilities": ["streaming": false]]))
    #expect(try v03.answer([], to: .deletePushConfig(id: "p", taskID: "t")) == .nothing)
  }

  @Test(arguments: [V10GRPC() as any GRPCDialect, V03GRPC()])
  func refusesWhatIsNoAnswer(_ dialect: any GRPCDialect) {
    for bytes in [[], [0xFF], [0x0A, 0x05, 0x01]] as [[UInt8]] {
      let error = #expect(throws: A2AError.self) { try dialect.answer(bytes, to: .send(Samples.request)) }
      #expect(error?.code == .invalidAgentResponse)
      #expect(error?.mayHaveRun == true)
    }
  }

  @Test func readsEvents() throws {
    let working = Proto10StreamResponse.with {
      ($0.statusUpdate.taskID, $0.statusUpdate.contextID) = ("t-1", "c-1")
      $0.statusUpdate.status = .with {
        $0.state = .working
        $0.message = .with { ($0.messageID, $0.role, $0.parts) = ("m-1", .agent, [.with { $0.text = "hm" }]) }
      }
    }
    #expect(try V10GRPC().event(working.serializedBytes()) == Samples.status(.working, saying: "hm"))
    let chunk = Proto03StreamResponse.with {
      ($0.artifactUpdate.taskID, $0.artifactUpdate.contextID) = ("t-1", "c-1")
      $0.artifactUpdate.artifact = .with { ($0.artifactID, $0.parts) = ("a-1", [.with { $0.text = "x" }]) }
      $0.artifactUpdate.append = true
    }
    #expect(try V03GRPC().event(chunk.serializedBytes()) == Samples.chunk("x"))
    #expect(try V10GRPC().event([]) == nil)
    #expect(try V03GRPC().event([]) == nil)
    let unknown = Proto10StreamResponse.with { $0.statusUpdate.status.state = .UNRECOGNIZED(77) }
    guard case .status(let update)? = try V10GRPC().event(unknown.serializedBytes()) else {
      Issue.record("no status")
      return
    }
    #expect(update.status.state == .other("unspecified"))
  }

  /// Servers in Python and Go send the text of base64, those in JavaScript the bytes.
  @Test(arguments: [
    ("AP+/", "application/octet-stream", "AP+/"), ("AP+/", "", "AP+/"), ("AP+/", "text/plain", "QVArLw=="),
    ("hello!", "image/png", "aGVsbG8h"), ("abc", "image/png", "YWJj"), ("", "image/png", ""),
  ]) func reads03Files(_ bytes: String, _ type: String, _ base64: String) {
    let part = Proto03Part.with {
      $0.file.fileWithBytes = Data(bytes.utf8)
      $0.file.mimeType = type
    }
    #expect(Part(part)?.content == .raw(base64))
  }

  // MARK: JSON

  @Test(arguments: [
    ("null", "null"), ("true", "true"), ("1", "1"), ("1.0", "1"), ("-0.5", "-0.5"), ("1e2", "100"),
    ("9007199254740991", "9007199254740991"), ("1e300", "1e+300"), ("1e999", #""1e999""#), (#""x""#, #""x""#),
    ("[1,[],{}]", "[1,[],{}]"), (#"{"b":1,"a":{"c":null}}"#, #"{"a":{"c":null},"b":1}"#),
  ]) func carriesJSON(_ before: String, _ after: String) throws {
    let value = Google_Protobuf_Value(try json(before))
    let carried = try Google_Protobuf_Value(serializedBytes: value.serializedBytes() as [UInt8])
    #expect(JSONValue(carried).text == after)
  }
}
