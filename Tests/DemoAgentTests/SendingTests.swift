import DemoAgent
import JSON
import Testing

@Suite("Sending, streaming, asking back") struct SendingTests {
  @Test(
    "echo sends every part back as it came",
    arguments: [
      (.v10, [["text": "hi", "mediaType": "text/x", "filename": "a.x", "metadata": ["k": 1]]]),
      (.v10, [["data": [1, "two", nil]], ["data": nil], ["data": "s"]]),
      (
        .v10,
        [
          ["raw": "AAH/", "filename": "b", "mediaType": "image/png"],
          ["url": "https://e.x/f", "mediaType": "a/b"],
        ]
      ),
      (
        .v03,
        [["kind": "text", "text": "hi", "metadata": ["k": 1]], ["kind": "data", "data": ["a": [nil]]]]
      ),
      (.v03, [["kind": "file", "file": ["bytes": "AAH/", "name": "b", "mimeType": "image/png"]]]),
      (.v03, [["kind": "file", "file": ["uri": "https://e.x/f", "mimeType": "a/b"]]]),
      (
        .v10REST,
        [["text": "hi"], ["data": [1, nil]], ["raw": "AAH/", "filename": "b", "mediaType": "image/png"]]
      ),
      (
        .v03REST,
        [
          ["text": "hi", "metadata": ["k": 1]], ["data": ["data": ["a": [nil]]]],
          ["file": ["fileWithBytes": "AAH/", "name": "b", "mimeType": "image/png"]],
          ["file": ["fileWithUri": "https://e.x/f", "mimeType": "a/b"]],
        ]
      ),
      (
        .v10GRPC,
        [["text": ""], ["data": ["a": nil]], ["raw": "AAH/", "filename": "b", "mediaType": "image/png"]]
      ),
      (
        .v03GRPC,
        [
          ["text": "hi"], ["data": ["data": ["a": ["b": true]]]],
          ["file": ["fileWithBytes": "AAH/", "name": "b", "mimeType": "image/png"]],
        ]
      ),
    ] as [(Dialect, [JSONValue])])
  func echo(_ dialect: Dialect, parts: [JSONValue]) async throws {
    try await Peer.with(dialect) { peer in
      let params = dialect.sending(
        message: dialect.message(parts, ["metadata": ["skillId": "echo"], "contextId": "c-1"]))
      for method in [dialect.names.send, dialect.names.stream] {
        let results = try await peer.results(method, params)
        #expect(results.count == 1)
        let message = try #require(results.first.flatMap(dialect.sentMessage))
        #expect(message[dialect.partsName] == .array(parts))
        #expect(message["role"] == (dialect.words == .v03 ? "agent" : "ROLE_AGENT"))
        #expect(message["contextId"] == "c-1")
        #expect(message["messageId"]?.string?.count == 36)
      }
    }
  }

  private static let outcomes: [(String, String, [String])] = [
    ("What will the weather be in Oslo?", "completed", ["forecast", "forecast-data"]),
    ("code_review try! x()", "completed", ["summary", "findings"]),
    ("Plan a 2 day trip to Rome", "completed", ["itinerary"]),
    ("chart 1 2 3", "completed", ["chart", "example"]),
    ("Track order 7, package B", "completed", ["tracking"]),
    ("Where is my order 7?", "input-required", []),
    ("flaky_report", "failed", []),
    ("forbidden", "rejected", []),
    ("sign_in", "auth-required", []),
    ("big_report of 3 KB", "completed", ["report"]),
    ("big_report of 65 MiB", "rejected", []),
  ]

  @Test("a skill comes to its end, waited for or streamed", arguments: Dialect.allCases, outcomes)
  func outcome(_ dialect: Dialect, expected: (text: String, state: String, artifacts: [String])) async throws
  {
    try await Peer.with(dialect) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending(expected.text))
      #expect(dialect.state(task) == expected.state)
      #expect((task["artifacts"]?.array ?? []).compactMap { $0["artifactId"]?.string } == expected.artifacts)
      if expected.state != "completed" { #expect(dialect.statusText(task)?.isEmpty == false) }

      let events = try await peer.results(dialect.names.stream, dialect.sending(expected.text))
      #expect(dialect.state(events.first.flatMap(dialect.sentTask)) == "submitted")
      #expect(dialect.state(events.last.flatMap(dialect.statusUpdate)) == expected.state)
      let ended = events.compactMap(dialect.statusUpdate).filter { dialect.state($0) != "working" }
      #expect(ended.count == 1)
      guard dialect.version == .v03 else { return }
      let updates = events.dropFirst().map { dialect.statusUpdate($0) ?? .null }
      #expect(updates.filter { $0["final"] == true } == [updates.last])
    }
  }

  @Test("a stream and a snapshot tell the same", arguments: Dialect.allCases)
  func weather(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let events = try await peer.results(dialect.names.stream, dialect.sending("3 days weather in Oslo"))
      let id = try #require(events.first.flatMap(dialect.sentTask)?["id"])
      let updates = events.compactMap(dialect.artifactUpdate)
      let chunks = updates.filter { $0["artifact"]?["artifactId"] == "forecast" }
      #expect(chunks.map { $0["append"] == true } == [false, true, true, true])
      #expect(chunks.map { $0["lastChunk"] == true } == [false, false, false, true])
      #expect(events.compactMap(dialect.statusUpdate).count { dialect.state($0) == "working" } == 3)
      for event in events.dropFirst() {
        let update = dialect.statusUpdate(event) ?? dialect.artifactUpdate(event)
        #expect(update?["taskId"] == id)
      }

      let task = try await peer.result(dialect.names.get, dialect.query(id))
      let texts = task["artifacts"]?.array?.first?["parts"]?.array?.compactMap { $0["text"]?.string }
      #expect(texts == chunks.compactMap { $0["artifact"]?["parts"]?.array?.first?["text"]?.string })
      #expect(texts?.count == 4)
      let data = dialect.data(of: task["artifacts"]?.array?.last?["parts"]?.array?.first)
      #expect(data?["days"]?.array?.count == 3)
      #expect(task["history"]?.array?.count == 4)
    }
  }

  @Test("a question is asked until it is answered", arguments: Dialect.allCases)
  func multiTurn(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let asked = try await peer.task(dialect.names.send, dialect.sending("Where is order 4711?"))
      let (id, context) = (try #require(asked["id"]), try #require(asked["contextId"]))
      #expect(dialect.statusText(asked) == "Order 4711 was split into 2 packages. Which package: A or B?")

      let again = try await peer.task(
        dialect.names.send, dialect.sending("maybe C", ["taskId": id, "contextId": context]))
      #expect(dialect.state(again) == "input-required")
      #expect(dialect.statusText(again)?.hasPrefix("I did not understand that.") == true)

      let events = try await peer.results(dialect.names.stream, dialect.sending("b", ["taskId": id]))
      #expect(dialect.state(events.first.flatMap(dialect.sentTask)) == "working")
      #expect(dialect.state(events.last.flatMap(dialect.statusUpdate)) == "completed")
      let task = try await peer.result(dialect.names.get, dialect.query(id))
      #expect(task["id"] == id)
      #expect(task["contextId"] == context)
      let parts = try #require(task["artifacts"]?.array?.first?["parts"]?.array)
      #expect(parts.first?["text"]?.string?.hasPrefix("Package B of order 4711 is in ") == true)
      #expect(dialect.data(of: parts.last)?["package"] == "B")
      // Three times the user, two questions, one report.
      #expect(task["history"]?.array?.count == 6)
    }
  }

  @Test(
    "history is as long as wanted", arguments: Dialect.allCases, [(nil, 4), (0, 0), (1, 1), (3, 3), (99, 4)])
  func historyLength(_ dialect: Dialect, length: (asked: Int?, given: Int)) async throws {
    // A field of the 0.3 `a2a.proto` that is zero is not there, and means all.
    let given = dialect.words == .v03Proto && length.asked == 0 ? 4 : length.given
    try await Peer.with(dialect) { peer in
      var configuration: JSONObject = [:]
      configuration["historyLength"] = length.asked.map { JSONValue($0) }
      let sent = try await peer.task(
        dialect.names.send, dialect.sending("weather in Oslo", configuration: configuration))
      #expect((sent["history"]?.array ?? []).count == given)
      var query = dialect.query(sent["id"])
      query["historyLength"] = configuration["historyLength"]
      let task = try await peer.result(dialect.names.get, query)
      #expect((task["history"]?.array ?? []).count == given)
      #expect(dialect.state(task) == "completed")
    }
  }

  @Test(
    "the skill is chosen by id, by first word, by keyword",
    arguments: [
      ("plan_trip", "weather in Oslo", "itinerary"), (nil, "chart the weather 1 2", "chart"),
      (nil, "Please REVIEW this", "summary"), (nil, "will it rain in Oslo", "forecast"),
      (nil, "nothing of the kind", nil),
      ("bench_1", "weather", nil),
    ] as [(String?, String, String?)])
  func skillChoice(_ skill: String?, text: String, artifact: String?) async throws {
    try await Peer.with(.v10, skillCount: 12) { peer in
      var more: JSONObject = [:]
      more["metadata"] = skill.map { ["skillId": .string($0)] }
      let result = try await peer.result("SendMessage", Dialect.v10.sending(text, more))
      #expect(result["task"]?["artifacts"]?.array?.first?["artifactId"]?.string == artifact)
      #expect((result["message"] != nil) == (artifact == nil))
    }
  }

  @Test("typed arguments are taken from a data part", arguments: Dialect.allCases)
  func arguments(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let params = dialect.sending(
        message: dialect.message(
          [dialect.data(["city": "Quito", "days": 2])], ["metadata": ["skillId": "weather_forecast"]]))
      let task = try await peer.task(dialect.names.send, params)
      let data = dialect.data(of: task["artifacts"]?.array?.last?["parts"]?.array?.first)
      #expect(data?["city"] == "Quito")
      #expect(data?["days"]?.array?.count == 2)
    }
  }

  @Test("a sign-in at the page lets the task go on", arguments: Dialect.allCases)
  func signIn(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, token: nil) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending("sign_in"))
      let id = try #require(task["id"]?.string)
      let page = "/sign-in?task=\(id)"
      #expect(dialect.statusText(task)?.contains("http://127.0.0.1:80\(page) ") == true)
      let claimed = try await peer.task(dialect.names.send, dialect.sending("done!", ["taskId": .string(id)]))
      #expect(dialect.state(claimed) == "auth-required")

      // Subscribed while it waits: the snapshot comes at once, the end when the user has signed in.
      let events = try await peer.events(dialect.names.subscribe, dialect.query(.string(id))) { event in
        guard dialect.sentTask(event) != nil else { return }
        #expect(await peer.http("GET", page).status == 200)
      }
      #expect(dialect.state(events.first?["result"].flatMap(dialect.sentTask)) == "auth-required")
      #expect(dialect.state(events.last?["result"].flatMap(dialect.statusUpdate)) == "completed")
      #expect(await peer.http("GET", page).status == 409)
    }
  }
}
