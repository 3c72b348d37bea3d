import DemoAgent
import JSON
import Testing

@Suite("Push notification configurations") struct PushConfigTests {
  struct Names {
    let create, get, list, delete: String
  }

  private static func names(_ dialect: Dialect) -> Names {
    switch dialect {
    case .v10, .v10GRPC:
      Names(
        create: "CreateTaskPushNotificationConfig", get: "GetTaskPushNotificationConfig",
        list: "ListTaskPushNotificationConfigs", delete: "DeleteTaskPushNotificationConfig")
    case .v03:
      Names(
        create: "tasks/pushNotificationConfig/set", get: "tasks/pushNotificationConfig/get",
        list: "tasks/pushNotificationConfig/list", delete: "tasks/pushNotificationConfig/delete")
    case .v10REST:
      Names(
        create: "POST /tasks/{taskId}/pushNotificationConfigs",
        get: "GET /tasks/{taskId}/pushNotificationConfigs/{id}",
        list: "GET /tasks/{taskId}/pushNotificationConfigs",
        delete: "DELETE /tasks/{taskId}/pushNotificationConfigs/{id}")
    case .v03REST:
      Names(
        create: "POST /v1/{parent}/pushNotificationConfigs", get: "GET /v1/{name}",
        list: "GET /v1/{parent}/pushNotificationConfigs", delete: "DELETE /v1/{name}")
    case .v03GRPC:
      Names(
        create: "CreateTaskPushNotificationConfig", get: "GetTaskPushNotificationConfig",
        list: "ListTaskPushNotificationConfig", delete: "DeleteTaskPushNotificationConfig")
    }
  }

  private static let url: JSONValue = "http://127.0.0.1:9/hook"

  private static func creating(_ dialect: Dialect, _ task: String, id: String?) -> JSONObject {
    var config: JSONObject = ["url": url, "token": "t"]
    config["id"] = id.map(JSONValue.string)
    switch dialect.words {
    case .v10:
      config["taskId"] = .string(task)
      return config
    case .v03: return ["taskId": .string(task), "pushNotificationConfig": .object(config)]
    case .v03Proto:
      config["id"] = nil
      var params: JSONObject = ["parent": .string("tasks/\(task)")]
      params["configId"] = id.map(JSONValue.string)
      params["config"] = ["pushNotificationConfig": .object(config)]
      return params
    }
  }

  private static func naming(_ dialect: Dialect, _ task: String, _ id: String) -> JSONObject {
    switch dialect.words {
    case .v10: ["taskId": .string(task), "id": .string(id)]
    case .v03: ["id": .string(task), "pushNotificationConfigId": .string(id)]
    case .v03Proto: ["name": .string("tasks/\(task)/pushNotificationConfigs/\(id)")]
    }
  }

  private static func listing(_ dialect: Dialect, _ task: String) -> JSONObject {
    switch dialect.words {
    case .v10: ["taskId": .string(task)]
    case .v03: ["id": .string(task)]
    case .v03Proto: ["parent": .string("tasks/\(task)")]
    }
  }

  /// What an agent should write for a configuration.
  private static func written(_ dialect: Dialect, _ task: String, _ id: String) -> JSONValue {
    let config: JSONValue = ["id": .string(id), "url": url, "token": "t"]
    return switch dialect.words {
    case .v10: ["id": .string(id), "taskId": .string(task), "url": url, "token": "t"]
    case .v03: ["taskId": .string(task), "pushNotificationConfig": config]
    case .v03Proto:
      [
        "name": .string("tasks/\(task)/pushNotificationConfigs/\(id)"), "pushNotificationConfig": config,
      ]
    }
  }

  private static func listed(_ dialect: Dialect, _ result: JSONValue) -> [JSONValue] {
    dialect == .v03 ? result.array ?? [] : result["configs"]?.array ?? []
  }

  private static func peer(_ dialect: Dialect, _ body: (Peer, String) async throws -> Void) async throws {
    var features = Features()
    features.pushes = true
    try await Peer.with(dialect, features: features) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending("Where is order 7?"))
      try await body(peer, try #require(task["id"]?.string))
    }
  }

  @Test("they are created, got, listed, replaced and deleted", arguments: Dialect.allCases)
  func life(_ dialect: Dialect) async throws {
    try await Self.peer(dialect) { peer, task in
      let names = Self.names(dialect)
      for id in ["c-1", "c-2", "c-1"] {
        let created = try await peer.result(names.create, Self.creating(dialect, task, id: id))
        #expect(created == Self.written(dialect, task, id))
      }
      let got = try await peer.result(names.get, Self.naming(dialect, task, "c-1"))
      #expect(got == Self.written(dialect, task, "c-1"))
      let list = try await peer.result(names.list, Self.listing(dialect, task))
      #expect(Self.listed(dialect, list) == ["c-2", "c-1"].map { Self.written(dialect, task, $0) })

      // Deleting what is not there any more changes nothing.
      for _ in 1...2 {
        let deleted = try await peer.result(names.delete, Self.naming(dialect, task, "c-2"))
        #expect(deleted == (dialect == .v03 ? nil : [:]))
      }
      #expect(try await peer.error(names.get, Self.naming(dialect, task, "c-2"))["code"] == -32001)
      let rest = try await peer.result(names.list, Self.listing(dialect, task))
      #expect(Self.listed(dialect, rest).count == 1)
    }
  }

  @Test("one without an id gets one", arguments: Dialect.allCases)
  func namelessness(_ dialect: Dialect) async throws {
    try await Self.peer(dialect) { peer, task in
      let created = try await peer.result(
        Self.names(dialect).create, Self.creating(dialect, task, id: nil))
      let config = dialect.version == .v10 ? created : created["pushNotificationConfig"]
      #expect(config?["id"]?.string?.count == 36)
    }
  }

  @Test("a task has so many and no more", arguments: Dialect.allCases)
  func limit(_ dialect: Dialect) async throws {
    try await Self.peer(dialect) { peer, task in
      for number in 1...16 {
        _ = try await peer.result(
          Self.names(dialect).create, Self.creating(dialect, task, id: "c-\(number)"))
      }
      let error = try await peer.error(Self.names(dialect).create, Self.creating(dialect, task, id: "c-17"))
      #expect(error["code"] == -32603)
    }
  }

  /// The codes that the four operations fail with.
  private static func failures(_ peer: Peer, _ task: String) async throws -> [JSONValue?] {
    let dialect = peer.dialect
    let names = names(dialect)
    let calls = [
      (names.create, creating(dialect, task, id: "c")), (names.get, naming(dialect, task, "c")),
      (names.list, listing(dialect, task)), (names.delete, naming(dialect, task, "c")),
    ]
    var codes: [JSONValue?] = []
    for (name, params) in calls { codes.append(try await peer.error(name, params)["code"]) }
    return codes
  }

  @Test("there are none of tasks that are not there", arguments: Dialect.allCases)
  func unknownTask(_ dialect: Dialect) async throws {
    try await Self.peer(dialect) { peer, _ in
      let codes = try await Self.failures(peer, "x")
      #expect(codes == [-32001, -32001, -32001, -32001])
    }
  }

  @Test("an agent without the capability refuses all of it", arguments: Dialect.allCases)
  func unsupported(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let codes = try await Self.failures(peer, "x")
      #expect(codes == [-32003, -32003, -32003, -32003])
    }
  }

  @Test("0.3 over JSON-RPC gets the first one without naming it")
  func unnamed() async throws {
    try await Self.peer(.v03) { peer, task in
      _ = try await peer.result(Self.names(.v03).create, Self.creating(.v03, task, id: "c-1"))
      let got = try await peer.result(Self.names(.v03).get, ["id": .string(task)])
      #expect(got == Self.written(.v03, task, "c-1"))
    }
  }
}
