import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("What is refused") struct ErrorTests {
  private static let refusals: [(Dialect, String, JSONObject, Int, String?)] = [
    (.v10, "GetTask", ["id": "nope"], -32001, "TASK_NOT_FOUND"),
    (.v10, "CancelTask", ["id": "nope"], -32001, "TASK_NOT_FOUND"),
    (.v10, "SubscribeToTask", ["id": "nope"], -32001, "TASK_NOT_FOUND"),
    (.v10, "SendMessage", Dialect.v10.sending("x", ["taskId": "nope"]), -32001, "TASK_NOT_FOUND"),
    (.v10, "GetExtendedAgentCard", [:], -32004, "UNSUPPORTED_OPERATION"),
    (.v10, "CreateTaskPushNotificationConfig", [:], -32003, "PUSH_NOTIFICATION_NOT_SUPPORTED"),
    (
      .v10, "SendMessage",
      Dialect.v10.sending("x", configuration: ["taskPushNotificationConfig": ["url": "http://[::1]/"]]),
      -32003, "PUSH_NOTIFICATION_NOT_SUPPORTED"
    ),
    (
      .v10, "SendMessage",
      [
        "message": Dialect.v10.message(
          [["raw": "AA==", "mediaType": "image/png"]], ["metadata": ["skillId": "code_review"]])
      ], -32005, "CONTENT_TYPE_NOT_SUPPORTED"
    ),
    (.v10, "message/send", [:], -32601, nil),
    (.v10, "tasks/list", [:], -32601, nil),
    (.v03, "tasks/get", ["id": "nope"], -32001, nil),
    (.v03, "tasks/cancel", ["id": "nope"], -32001, nil),
    (.v03, "tasks/resubscribe", ["id": "nope"], -32001, nil),
    (.v03, "message/stream", Dialect.v03.sending("x", ["taskId": "nope"]), -32001, nil),
    (.v03, "tasks/pushNotificationConfig/set", [:], -32003, nil),
    (.v03, "agent/getAuthenticatedExtendedCard", [:], -32007, nil),
    (.v03, "SendMessage", [:], -32601, nil),
  ]

  @Test("errors have their codes and, in 1.0, their reasons", arguments: refusals)
  func errors(_ dialect: Dialect, method: String, params: JSONObject, code: Int, reason: String?) async throws
  {
    try await Peer.with(dialect) { peer in
      let error = try await peer.error(method, params)
      #expect(error["code"]?.int == code)
      #expect(error["message"]?.string?.isEmpty == false)
      let info = error["data"]?.array?.first
      #expect(info?["reason"]?.string == reason)
      guard reason != nil else { return }
      #expect(info?["@type"] == "type.googleapis.com/google.rpc.ErrorInfo")
      #expect(info?["domain"] == "a2a-protocol.org")
    }
  }

  @Test("a task that has ended takes nothing more", arguments: Dialect.allCases)
  func terminal(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending("flaky_report"))
      let id = try #require(task["id"])
      let follow = dialect.sending("more", ["taskId": id])
      #expect(try await peer.error(dialect.names.send, follow)["code"] == -32004)
      #expect(try await peer.error(dialect.names.stream, follow)["code"] == -32004)
      #expect(try await peer.error(dialect.names.subscribe, dialect.query(id))["code"] == -32004)
      #expect(try await peer.error(dialect.names.cancel, dialect.query(id))["code"] == -32002)
    }
  }

  @Test("a task that is being worked on takes no message", arguments: Dialect.allCases)
  func busy(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, pace: .held) { peer in
      let params = dialect.sending("plan", configuration: dialect.withoutWaiting)
      let id = try #require(try await peer.task(dialect.names.send, params)["id"])
      #expect(
        try await peer.error(dialect.names.send, dialect.sending("x", ["taskId": id]))["code"] == -32004)
    }
  }

  @Test("a task is not found in another context", arguments: Dialect.allCases)
  func context(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let id = try #require(try await peer.task(dialect.names.send, dialect.sending("track order 1"))["id"])
      let params = dialect.sending("A", ["taskId": id, "contextId": "other"])
      #expect(try await peer.error(dialect.names.send, params)["code"] == -32602)
    }
  }

  @Test(
    "1.0 wants its version in the header",
    arguments: [
      ("1.0", nil), (nil, -32009), ("0.3", -32009), ("1.1", -32009), ("2.0", -32009), ("1.0.1", -32009),
      ("", -32009),
    ] as [(String?, Int?)])
  func version(_ header: String?, code: Int?) async throws {
    try await Peer.with(.v10) { peer in
      var fields: ServerFields = ["Content-Type": "application/json"]
      fields["A2A-Version"] = header
      let answer = try await peer.post(Peer.envelope("SendMessage", Dialect.v10.sending("echo")), fields)
      #expect(answer["error"]?["code"]?.int == code)
      #expect((answer["result"] != nil) == (code == nil))
      if code != nil { #expect(answer["error"]?["data"]?.array?.first?["reason"] == "VERSION_NOT_SUPPORTED") }
    }
  }

  @Test("0.3 does not look at the header", arguments: [nil, "0.3", "1.0"])
  func oldVersion(_ header: String?) async throws {
    try await Peer.with(.v03) { peer in
      var fields: ServerFields = ["Content-Type": "application/json; charset=utf-8"]
      fields["A2A-Version"] = header
      let answer = try await peer.post(Peer.envelope("message/send", Dialect.v03.sending("echo")), fields)
      #expect(answer["result"] != nil)
    }
  }

  private static func v10(_ change: JSONObject) -> JSONObject {
    ["message": Dialect.v10.message([["text": "x"]], change)]
  }

  private static func v03(_ change: JSONObject) -> JSONObject {
    ["message": Dialect.v03.message([["kind": "text", "text": "x"]], change)]
  }

  private static let malformed: [(Dialect, JSONObject, String)] = [
    (.v10, [:], "message"),
    (.v10, ["message": "hi"], "message"),
    (.v10, ["message": ["role": "ROLE_USER", "parts": [["text": "x"]]]], "message.messageId"),
    (.v10, v10(["messageId": ""]), "message.messageId"),
    (.v10, v10(["role": "user"]), "message.role"),
    (.v10, v10(["role": "ROLE_AGENT"]), "message.role"),
    (.v10, v10(["kind": "message"]), "message.kind"),
    (.v10, v10(["taskId": ""]), "message.taskId"),
    (.v10, v10(["contextId": 7]), "message.contextId"),
    (.v10, v10(["metadata": ["skillId": "nope"]]), "message.metadata.skillId"),
    (.v10, v10(["metadata": "x"]), "message.metadata"),
    (.v10, v10(["referenceTaskIds": [1]]), "message.referenceTaskIds[0]"),
    (.v10, v10(["parts": []]), "message.parts"),
    (.v10, v10(["parts": [[:]]]), "message.parts[0]"),
    (.v10, v10(["parts": [["text": "x"], ["text": "x", "data": nil]]]), "message.parts[1]"),
    (.v10, v10(["parts": [["kind": "text", "text": "x"]]]), "message.parts[0].kind"),
    (.v10, v10(["parts": [["text": 1]]]), "message.parts[0].text"),
    (.v10, v10(["parts": [["raw": "***"]]]), "message.parts[0].raw"),
    (.v10, v10(["parts": [["file": ["bytes": "AA=="]]]]), "message.parts[0].file"),
    (.v10, Dialect.v10.sending("x", configuration: ["blocking": true]), "configuration.blocking"),
    (
      .v10, Dialect.v10.sending("x", configuration: ["returnImmediately": 1]),
      "configuration.returnImmediately"
    ),
    (.v10, Dialect.v10.sending("x", configuration: ["historyLength": -1]), "configuration.historyLength"),
    (.v03, v03(["kind": "task"]), "message.kind"),
    (.v03, v03(["role": "ROLE_USER"]), "message.role"),
    (.v03, v03(["content": []]), "message.content"),
    (.v03, v03(["parts": [["text": "x"]]]), "message.parts[0].kind"),
    (.v03, v03(["parts": [["kind": "image"]]]), "message.parts[0].kind"),
    (.v03, v03(["parts": [["kind": "data", "data": [1]]]]), "message.parts[0].data"),
    (
      .v03, v03(["parts": [["kind": "file", "file": ["bytes": "AA==", "uri": "x"]]]]), "message.parts[0].file"
    ),
    (.v03, v03(["parts": [["kind": "file", "file": ["bytes": "A"]]]]), "message.parts[0].file.bytes"),
    (.v03, v03(["parts": [["kind": "file", "file": ["raw": "AA=="]]]]), "message.parts[0].file.raw"),
    (
      .v03, Dialect.v03.sending("x", configuration: ["returnImmediately": true]),
      "configuration.returnImmediately"
    ),
    (.v03, Dialect.v03.sending("x", ["tenant": "t"]), "message.tenant"),
  ]

  @Test("parameters of the wrong shape are named", arguments: malformed)
  func wrongParams(_ dialect: Dialect, params: JSONObject, path: String) async throws {
    try await Peer.with(dialect) { peer in
      for method in [dialect.names.send, dialect.names.stream] {
        let error = try await peer.error(method, params)
        #expect(error["code"] == -32602)
        #expect(error["message"]?.string?.hasPrefix("Invalid params: \(path): ") == true, "\(error.text)")
        guard dialect == .v10 else { continue }
        let detail = error["data"]?.array?.first
        #expect(detail?["@type"] == "type.googleapis.com/google.rpc.BadRequest")
        #expect(detail?["fieldViolations"]?.array?.first?["field"]?.string == path)
      }
    }
  }

  @Test(
    "a task query names a task", arguments: Dialect.rpc,
    [
      [:], ["id": ""], ["id": 1], ["id": "x", "taskId": "x"], ["id": "x", "historyLength": "1"],
    ] as [JSONObject])
  func query(_ dialect: Dialect, params: JSONObject) async throws {
    try await Peer.with(dialect) { peer in
      for method in [dialect.names.get, dialect.names.cancel, dialect.names.subscribe] {
        let error = try await peer.error(method, params)
        #expect(error["code"] == -32602)
      }
    }
  }

  @Test(
    "bytes that are no request get JSON-RPC's own errors",
    arguments: [
      ("", -32700, nil), ("{\"jsonrpc\":", -32700, nil), ("nonsense", -32700, nil), ("[]", -32600, nil),
      ("17", -32600, nil),
      ("{\"jsonrpc\":\"1.0\",\"id\":4,\"method\":\"GetTask\"}", -32600, 4),
      ("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"GetTask\",\"params\":[]}", -32600, 4),
      ("{\"jsonrpc\":\"2.0\",\"id\":4}", -32600, 4),
      ("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"GetTask\"}", -32602, 4),
    ] as [(String, Int, Int?)])
  func envelopes(_ body: String, code: Int, id: Int?) async throws {
    try await Peer.with(.v10) { peer in
      let answer = try await peer.post(body)
      #expect(answer["error"]?["code"]?.int == code)
      #expect(answer["id"] == id.map { JSONValue($0) } ?? .null)
      #expect(answer["jsonrpc"] == "2.0")
    }
  }

  @Test(
    "over HTTP, what does not fit is refused before any JSON",
    arguments: [
      ("GET", "/", 404), ("GET", "/a2a", 405), ("POST", "/.well-known/agent-card.json", 405),
      ("POST", "/a2a/", 404),
      ("DELETE", "/a2a", 405), ("GET", "/sign-in?task=nope", 409), ("GET", "/sign-in", 409),
      ("POST", "/a2a", 415),
      ("GET", "/files/chart.png", 200),
    ])
  func http(_ method: String, target: String, status: Int) async throws {
    try await Peer.with(.v10) { peer in
      let answer = await peer.http(method, target, ["Content-Type": "text/plain"], "{}")
      #expect(answer.status == status)
      #expect((answer.fields["Allow"] != nil) == (status == 405))
    }
  }

  @Test(
    "nobody waits for an answer to these",
    arguments: [
      ("{\"jsonrpc\":\"2.0\",\"method\":\"GetTask\"}", 202),
      ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 400),
      ("{\"jsonrpc\":\"1.0\",\"method\":\"GetTask\"}", 400),
    ])
  func unanswered(_ body: String, status: Int) async throws {
    try await Peer.with(.v10) { peer in
      let answer = await peer.http("POST", "/a2a", peer.fields, body)
      #expect(answer.status == status)
      #expect(answer.body.isEmpty)
    }
  }

  @Test(
    "with a required token only the card is open",
    arguments: [
      ("Bearer secret", 200), ("bearer secret", 200), ("Bearer secre", 401), ("Bearer secret2", 401),
      ("Bearer ", 401),
      ("Basic secret", 401), (nil, 401),
    ] as [(String?, Int)])
  func token(_ credentials: String?, status: Int) async throws {
    try await Peer.with(.v10, token: "secret") { peer in
      var fields = peer.fields
      fields["Authorization"] = credentials
      let body = Peer.envelope("SendMessage", Dialect.v10.sending("echo"))
      let answer = await peer.http("POST", "/a2a", fields, body)
      #expect(answer.status == status)
      #expect((answer.fields["WWW-Authenticate"]?.hasPrefix("Bearer") == true) == (status == 401))
      #expect(await peer.http("GET", "/files/chart.png", fields).status == status)
      #expect(await peer.http("GET", "/.well-known/agent-card.json").status == 200)
    }
  }
}
