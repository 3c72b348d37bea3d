import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("HTTP+JSON") struct RESTTests {
  private static func json(_ answer: (status: Int, fields: ServerFields, body: [UInt8])) throws -> JSONValue {
    try JSONValue(parsing: answer.body)
  }

  private func task(_ peer: Peer) async throws -> String {
    let task = try await peer.task(peer.dialect.names.send, peer.dialect.sending("Where is order 7?"))
    return try #require(task["id"]?.string)
  }

  @Test(
    "paths and methods lead to operations",
    arguments: [
      (.v10REST, "GET", "/tasks/ID", 200), (.v10REST, "GET", "/tasks", 200),
      (.v10REST, "GET", "/tasks/ID:subscribe", 200), (.v10REST, "POST", "/tasks/ID:subscribe", 200),
      (.v10REST, "POST", "/tasks/ID:cancel", 200), (.v10REST, "GET", "/tasks/nope", 404),
      (.v10REST, "GET", "/acme/tasks/ID", 200), (.v10REST, "POST", "/acme/tasks/ID:cancel", 200),
      (.v10REST, "GET", "/tasks/ID?A2A-Version=1.0", 200),
      (.v10REST, "GET", "/tasks/ID:cancel", 405), (.v10REST, "DELETE", "/tasks", 405),
      (.v10REST, "GET", "/message:send", 405), (.v10REST, "GET", "/v1/tasks/ID/x", 404),
      (.v10REST, "GET", "/tasks/ID:fly", 404), (.v10REST, "GET", "/tasks/", 404), (.v10REST, "GET", "/", 404),
      (.v10REST, "GET", "/a/b/tasks/ID", 404), (.v10REST, "GET", "/tasks/ID/%zz", 404),
      (.v10REST, "GET", "/extendedAgentCard", 400),
      (.v10REST, "GET", "/tasks/ID/pushNotificationConfigs", 400),
      (.v10REST, "GET", "/tasks/ID?historyLength=2", 200),
      (.v10REST, "GET", "/tasks/ID?historyLength=x", 400),
      (.v10REST, "GET", "/tasks/ID?history_length=2", 400), (.v10REST, "GET", "/tasks/ID?id=other", 400),
      (.v10REST, "GET", "/tasks/ID?id=ID", 200), (.v10REST, "GET", "/tasks/ID?x=%f", 400),
      (.v03REST, "GET", "/v1/tasks/ID", 200), (.v03REST, "GET", "/v1/tasks/ID?historyLength=0", 200),
      (.v03REST, "GET", "/v1/tasks/ID:subscribe", 200), (.v03REST, "POST", "/v1/tasks/ID:subscribe", 200),
      (.v03REST, "POST", "/v1/tasks/ID:cancel", 200), (.v03REST, "GET", "/v1/tasks/nope", 404),
      (.v03REST, "GET", "/tasks/ID", 404), (.v03REST, "GET", "/v1/tasks", 404),
      (.v03REST, "GET", "/acme/v1/tasks/ID", 404), (.v03REST, "PUT", "/v1/tasks/ID", 405),
      (.v03REST, "GET", "/v1/card", 400),
      (.v03REST, "GET", "/v1/tasks/ID/pushNotificationConfigs", 400),
    ] as [(Dialect, String, String, Int)])
  func paths(_ dialect: Dialect, method: String, path: String, status: Int) async throws {
    try await Peer.with(dialect) { peer in
      let id = try await task(peer)
      var fields = peer.fields
      if path.contains("A2A-Version") { fields["A2A-Version"] = nil }
      let answer = await peer.http(method, "/rest" + path.replacing("ID", with: id), fields)
      #expect(answer.status == status)
      #expect((answer.fields["Allow"] != nil) == (status == 405))
    }
  }

  @Test(
    "a body names the task as the path does, or not at all",
    arguments: [
      (.v10REST, "/tasks/ID:cancel", "", 200), (.v10REST, "/tasks/ID:cancel", "{}", 200),
      (.v10REST, "/tasks/ID:cancel", "{\"id\":\"ID\",\"metadata\":{}}", 200),
      (.v10REST, "/tasks/ID:cancel", "{\"id\":\"other\"}", 400),
      (.v10REST, "/acme/tasks/ID:cancel", "{\"tenant\":\"other\"}", 400),
      (.v10REST, "/tasks/ID:cancel", "{\"name\":\"tasks/ID\"}", 400),
      (.v10REST, "/tasks/ID:cancel", "[]", 400), (.v10REST, "/tasks/ID:cancel", "{", 400),
      (.v03REST, "/v1/tasks/ID:cancel", "{\"name\":\"tasks/ID\"}", 200),
      (.v03REST, "/v1/tasks/ID:cancel", "{\"name\":\"tasks/other\"}", 400),
      (.v03REST, "/v1/tasks/ID:cancel", "{\"id\":\"ID\"}", 400),
    ] as [(Dialect, String, String, Int)])
  func bodies(_ dialect: Dialect, path: String, body: String, status: Int) async throws {
    try await Peer.with(dialect) { peer in
      let id = try await task(peer)
      let answer = await peer.http(
        "POST", "/rest" + path.replacing("ID", with: id), peer.fields, body.replacing("ID", with: id))
      #expect(answer.status == status)
    }
  }

  @Test(
    "bodies have the version's media type",
    arguments: [
      (.v10REST, "application/a2a+json", 200), (.v10REST, "application/json; charset=utf-8", 200),
      (.v10REST, "Application/A2A+JSON", 200), (.v10REST, "text/plain", 415), (.v10REST, nil, 415),
      (.v03REST, "application/json", 200), (.v03REST, "application/a2a+json", 415),
    ] as [(Dialect, String?, Int)])
  func mediaTypes(_ dialect: Dialect, type: String?, status: Int) async throws {
    try await Peer.with(dialect) { peer in
      var fields = peer.fields
      fields["Content-Type"] = type
      let path = dialect == .v10REST ? "/rest/message:send" : "/rest/v1/message:send"
      let answer = await peer.http("POST", path, fields, JSONValue.object(dialect.sending("echo")).text)
      #expect(answer.status == status)
      guard status == 200 else { return }
      #expect(
        answer.fields["Content-Type"] == (dialect == .v10REST ? "application/a2a+json" : "application/json"))
    }
  }

  @Test("1.0 tells errors as a google.rpc.Status, with the reason")
  func v10Errors() async throws {
    try await Peer.with(.v10REST) { peer in
      let missing = await peer.http("GET", "/rest/tasks/nope", peer.fields)
      #expect(missing.fields["Content-Type"] == "application/a2a+json")
      #expect(
        try Self.json(missing) == [
          "error": [
            "code": 404, "status": "NOT_FOUND", "message": "Task not found: nope",
            "details": [
              [
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "TASK_NOT_FOUND",
                "domain": "a2a-protocol.org", "metadata": ["taskId": "nope"],
              ]
            ],
          ]
        ])
      let wrong = try Self.json(await peer.http("POST", "/rest/message:send", peer.fields, "{}"))
      #expect(wrong["error"]?["status"] == "INVALID_ARGUMENT")
      #expect(
        wrong["error"]?["details"]?.array?.first?["fieldViolations"]?.array?.first?["field"] == "message")
      let unversioned = try Self.json(await peer.http("GET", "/rest/tasks"))
      #expect(unversioned["error"]?["status"] == "FAILED_PRECONDITION")
      #expect(unversioned["error"]?["details"]?.array?.first?["reason"] == "VERSION_NOT_SUPPORTED")
    }
  }

  @Test("0.3 tells errors by their JSON-RPC codes")
  func v03Errors() async throws {
    try await Peer.with(.v03REST) { peer in
      let missing = await peer.http("GET", "/rest/v1/tasks/nope", peer.fields)
      #expect(missing.fields["Content-Type"] == "application/json")
      #expect(try Self.json(missing) == ["code": -32001, "message": "Task not found: nope"])
      let id = try await task(peer)
      let cancel = "/rest/v1/tasks/\(id):cancel"
      #expect(await peer.http("POST", cancel, peer.fields).status == 200)
      #expect(await peer.http("POST", cancel, peer.fields).status == 409)
    }
  }

  private static let malformed: [(Dialect, JSONObject, String)] = [
    (.v10REST, ["message": Dialect.v03.message([["kind": "text", "text": "x"]])], "message.kind"),
    (.v03REST, ["message": Dialect.v03.message([["kind": "text", "text": "x"]])], "message.kind"),
    (.v03REST, ["message": Dialect.v10.message([["text": "x"]])], "message.parts"),
    (.v03REST, ["request": Dialect.v03REST.message([["text": "x"]])], "request"),
    (
      .v03REST, ["message": Dialect.v03REST.message([["text": "x", "data": ["data": [:]]]])],
      "message.content[0]"
    ),
    (.v03REST, ["message": Dialect.v03REST.message([["data": [:]]])], "message.content[0].data.data"),
    (
      .v03REST, ["message": Dialect.v03REST.message([["file": ["bytes": "AA=="]]])],
      "message.content[0].file.bytes"
    ),
    (
      .v03REST, Dialect.v03REST.sending("x", configuration: ["returnImmediately": true]),
      "configuration.returnImmediately"
    ),
    (.v03REST, Dialect.v03REST.sending("x", ["role": "user"]), "message.role"),
  ]

  @Test("members of other versions and bindings are refused", arguments: malformed)
  func wrongWords(_ dialect: Dialect, params: JSONObject, path: String) async throws {
    try await Peer.with(dialect) { peer in
      let error = try await peer.error(dialect.names.send, params)
      #expect(error["code"] == -32602)
      #expect(error["message"]?.string?.hasPrefix("Invalid params: \(path): ") == true, "\(error.text)")
    }
  }

  @Test("over 0.3's REST, who says nothing does not wait")
  func defaultBlocking() async throws {
    try await Peer.with(.v03REST, pace: .held) { peer in
      let params: JSONObject = ["message": Dialect.v03REST.message([["text": "Plan a trip to Rome"]])]
      let task = try await peer.task("POST /v1/message:send", params)
      #expect(peer.dialect.state(task) == "submitted")
    }
  }

  @Test("the token is asked for", arguments: [Dialect.v10REST, .v03REST])
  func token(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, token: "secret") { peer in
      let path = dialect == .v10REST ? "/rest/tasks/x" : "/rest/v1/tasks/x"
      var fields = peer.fields
      #expect(await peer.http("GET", path, fields).status == 401)
      fields["Authorization"] = "Bearer secret"
      #expect(await peer.http("GET", path, fields).status == 404)
    }
  }
}
