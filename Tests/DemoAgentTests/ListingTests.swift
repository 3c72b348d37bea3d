import DemoAgent
import JSON
import Testing

@Suite("Lists of tasks") struct ListingTests {
  private static let dialects: [Dialect] = [.v10, .v10REST, .v10GRPC]

  private static func name(_ dialect: Dialect) -> String {
    dialect == .v10REST ? "GET /tasks" : "ListTasks"
  }

  private func list(_ peer: Peer, _ params: JSONObject = [:]) async throws -> JSONValue {
    try await peer.result(Self.name(peer.dialect), params)
  }

  /// The ids of tasks in some contexts, one of which ends in a question.
  private func start(_ peer: Peer) async throws -> [JSONValue] {
    var ids: [JSONValue] = []
    for (text, context) in [("flaky_report", "a"), ("Where is order 7?", "b"), ("chart 1 2", "a")] {
      let params = peer.dialect.sending(text, ["contextId": .string(context)])
      ids.append(try #require(try await peer.task(peer.dialect.names.send, params)["id"]))
    }
    return ids
  }

  private static func ids(_ page: JSONValue) -> Set<JSONValue> {
    Set(page["tasks"]?.array?.compactMap { $0["id"] } ?? [])
  }

  @Test("an empty list is whole", arguments: dialects)
  func empty(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let page = try await list(peer)
      // Protobuf has no empty lists and texts.
      if dialect == .v10GRPC { return #expect(page == ["pageSize": 50]) }
      #expect(page == ["tasks": [], "nextPageToken": "", "pageSize": 50, "totalSize": 0])
    }
  }

  @Test("pages together have every task once, the newest first", arguments: dialects, [1, 2, 3, 4])
  func pages(_ dialect: Dialect, size: Int) async throws {
    try await Peer.with(dialect) { peer in
      let ids = try await start(peer)
      var (token, seen): (JSONValue?, [JSONValue]) = (nil, [])
      repeat {
        var params: JSONObject = ["pageSize": JSONValue(size)]
        params["pageToken"] = token
        let page = try await list(peer, params)
        #expect(page["totalSize"] == 3)
        #expect(page["pageSize"]?.int == size)
        seen += page["tasks"]?.array ?? []
        token = page["nextPageToken"].flatMap { $0 == "" ? .none : $0 }
      } while token != nil
      #expect(seen.count == 3)
      #expect(Set(seen.compactMap { $0["id"] }) == Set(ids))
      let times = seen.compactMap { $0["status"]?["timestamp"]?.string }
      #expect(times == times.sorted(by: >))
    }
  }

  @Test("the agent's own limit counts when it is smaller", arguments: [(1, 1), (2, 2), (100, 3)])
  func pageLimit(_ limit: Int, count: Int) async throws {
    var features = Features()
    features.tasksPerPage = limit
    try await Peer.with(.v10, features: features) { peer in
      _ = try await start(peer)
      let page = try await list(peer, ["pageSize": 99])
      #expect(page["tasks"]?.array?.count == count)
      #expect((page["nextPageToken"] == "") == (count == 3))
    }
  }

  @Test(
    "filters leave out the others", arguments: dialects,
    [
      (["contextId": "a"], [0, 2]), (["contextId": "none"], []),
      (["status": "TASK_STATE_INPUT_REQUIRED"], [1]),
      (["contextId": "a", "status": "TASK_STATE_COMPLETED"], [2]),
      (["statusTimestampAfter": "2020-01-01T00:00:00Z"], [0, 1, 2]),
      (["statusTimestampAfter": "2100-01-01T00:00:00Z"], []),
    ] as [(JSONObject, [Int])])
  func filters(_ dialect: Dialect, row: (params: JSONObject, expected: [Int])) async throws {
    try await Peer.with(dialect) { peer in
      let ids = try await start(peer)
      #expect(Self.ids(try await list(peer, row.params)) == Set(row.expected.map { ids[$0] }))
    }
  }

  @Test("artifacts and history are as much as wanted", arguments: dialects)
  func amount(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      _ = try await start(peer)
      let filter: JSONObject = ["status": "TASK_STATE_COMPLETED"]
      let plain = try #require(try await list(peer, filter)["tasks"]?.array?.first)
      #expect(plain["artifacts"] == nil)
      #expect(plain["history"]?.array?.isEmpty == false)
      var more = filter
      (more["includeArtifacts"], more["historyLength"]) = (true, 0)
      let full = try #require(try await list(peer, more)["tasks"]?.array?.first)
      #expect(full["artifacts"]?.array?.count == 2)
      #expect(full["history"] == nil)
    }
  }

  @Test(
    "what makes no list is refused", arguments: dialects,
    [
      ["pageSize": 0], ["pageSize": 101], ["pageToken": "x"], ["pageToken": "eA=="],
      ["statusTimestampAfter": "2020-13-01T00:00:00Z"],
    ] as [JSONObject])
  func refused(_ dialect: Dialect, params: JSONObject) async throws {
    try await Peer.with(dialect) { peer in
      let error = try await peer.error(Self.name(dialect), params)
      #expect(error["code"] == -32602)
    }
  }

  @Test("a status of another version is refused", arguments: [Dialect.v10, .v10REST])
  func oldStatus(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let error = try await peer.error(Self.name(dialect), ["status": "completed"])
      #expect(error["code"] == -32602)
    }
  }
}
