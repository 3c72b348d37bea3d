import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Tasks of 2025-11-25", .timeLimit(.minutes(1)))
struct CoreTaskTests {
  private typealias Snapshots = TaskSnapshotTests

  static let tools = [
    Tool(name: "long", description: "", inputSchema: ["type": "object"], mayBecomeTask: true),
    Tool(name: "short", description: "", inputSchema: ["type": "object"]),
  ]

  private func answer(
    _ provider: PlayedProvider, in version: ProtocolVersion = .november2025, _ line: String
  ) async -> String? {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.initialize(version, Lines.asking), line])
    #expect(lines.count == 2)
    return lines.last
  }

  private static func result(_ json: String) -> String { #"{"jsonrpc":"2.0","id":1,"result":\#(json)}"# }

  private static func call(_ tool: String, task: String) -> String {
    Lines.legacy("tools/call", id: 1, #""name":"\#(tool)","task":\#(task)"#)
  }

  static let related = #""_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t1"}}"#

  /// The `task` of a call, and how it is to be delivered.
  static let wishes: [(task: String, ToolCall.Delivery)] = [
    ("{}", .task(lifetime: nil)),
    (#"{"ttl":60000}"#, .task(lifetime: .seconds(60))),
    (#"{"ttl":0}"#, .task(lifetime: .zero)),
    (#"{"ttl":1e300}"#, .task(lifetime: .milliseconds(3_155_760_000_000))),
    (#"{"ttl":null,"x":1}"#, .task(lifetime: nil)),
    ("null", .result),
  ]

  @Test("a call with a wish for one becomes one", arguments: wishes)
  func wish(task: String, delivery: ToolCall.Delivery) async {
    let provider = PlayedProvider(tools: Self.tools) { call in
      call.delivery == .result ? .text("x") : .task(Snapshots.snapshot(.working, message: "m"))
    }
    let expected =
      delivery == .result
      ? Lines.answer("x", id: 1)
      : Self.result(
        "{\"task\":{\(Snapshots.members("working", unit: "", message: #","statusMessage":"m""#))}}")
    #expect(await answer(provider, Self.call("long", task: task)) == expected)
    #expect(provider.calls.map(\.delivery) == [delivery])
  }

  @Test("it begins as working even if it is over already")
  func overAtOnce() async {
    let provider = PlayedProvider { _ in .task(Snapshots.snapshot(.completed(Snapshots.good))) }
    #expect(
      await answer(provider, Self.call("long", task: "{}"))
        == Self.result("{\"task\":{\(Snapshots.members("working", unit: ""))}}"))
  }

  @Test("a result that comes instead is an error, for its client waits for a task")
  func resultInstead() async {
    let provider = PlayedProvider(tools: Self.tools) { _ in .text("x") }
    let line = await answer(provider, Self.call("long", task: "{}"))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"#) == true)
  }

  @Test("a malformed wish is refused", arguments: ["7", "[]", #"{"ttl":"1"}"#, #"{"ttl":-1}"#])
  func malformed(task: String) async {
    let provider = PlayedProvider(tools: Self.tools)
    let line = await answer(provider, Self.call("long", task: task))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
    #expect(provider.calls.isEmpty)
  }

  @Test("a tool that has none refuses, and an unknown one is the provider's to refuse")
  func forbidden() async {
    let provider = PlayedProvider(tools: Self.tools) { _ throws(RPCError) in throw Snapshots.failure }
    let line = await answer(provider, Self.call("short", task: "{}"))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"#) == true)
    #expect(provider.calls.isEmpty)
    #expect(await answer(provider, Self.call("new", task: "{}"))?.contains("own fault") == true)
  }

  @Test("other versions do not look at the wish", arguments: ProtocolVersion.legacy.dropLast())
  func otherVersions(version: ProtocolVersion) async {
    let provider = PlayedProvider(tools: Self.tools)
    #expect(
      await answer(provider, in: version, Self.call("short", task: "7")) == Self.result(#"{"content":[]}"#))
    #expect(provider.calls.map(\.delivery) == [.result])
    for method in ["tasks/get", "tasks/result", "tasks/cancel"] {
      let line = await answer(provider, in: version, Lines.legacy(method, id: 1, #""taskId":7"#))
      #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"#) == true)
    }
  }

  @Test("tasks/get shows how it stands and nothing else", arguments: TaskSnapshotTests.states)
  func look(status: TaskSnapshot.Status, word: String, _: String, _: String) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(status) })
    #expect(
      await answer(provider, Lines.legacy("tasks/get", id: 1, #""taskId":"t1""#))
        == Self.result("{\(Snapshots.members(word, unit: ""))}"))
  }

  @Test("to a client that can't be asked, a question is the end")
  func unaskable() async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.inputRequired(.city)) })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider),
      [
        Lines.initialize(.november2025), Lines.legacy("tasks/get", id: 1, #""taskId":"t1""#),
        Lines.legacy("tasks/result", id: 2, #""taskId":"t1""#),
      ])
    #expect(lines.contains(Self.result("{\(Snapshots.members("completed", unit: ""))}")))
    #expect(
      lines.contains(
        #"{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"The agent asks: Which city?"}],\#(Self.related)}}"#
      ))
  }

  static let results: [(TaskSnapshot.Status, String)] = [
    (
      .completed(TaskSnapshotTests.good),
      #""result":{"content":[{"type":"text","text":"ok"}],\#(related)}}"#
    ),
    (
      .completed(TaskSnapshotTests.bad),
      #""result":{"content":[{"type":"text","text":"no"}],"isError":true,\#(related)}}"#
    ),
    (.failed(TaskSnapshotTests.failure), #""error":{"code":-32603,"message":"own fault"}}"#),
    (
      .cancelled,
      #""result":{"content":[{"type":"text","text":"The task was cancelled."}],"isError":true,\#(related)}}"#
    ),
    (.working, #""error":{"code":-32603,"message":"The task still runs; ask for its result again"}}"#),
  ]

  @Test("tasks/result brings what the call would have", arguments: results)
  func outcome(status: TaskSnapshot.Status, members: String) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(status) })
    #expect(
      await answer(provider, Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
        == #"{"jsonrpc":"2.0","id":1,\#(members)"#)
  }

  @Test("tasks/result puts the task's questions to the user and waits on")
  func questions() async throws {
    let provider = PlayedProvider(look: { number in
      Snapshots.snapshot(number < 3 ? .inputRequired(.city) : .completed(Snapshots.good))
    })
    let client = ScriptedClient()
    try await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
      _ = await client.next()
      for (number, response) in [(1, #"{"action":"decline"}"#), (2, #"{"action":"accept"}"#)] {
        let asked = try JSONValue(line: await client.next())
        #expect(asked["id"] == .string("question-\(number)"))
        #expect(asked["method"] == "elicitation/create")
        #expect(
          asked["params"]?["_meta"]
            == ["io.modelcontextprotocol/related-task": ["taskId": "t1"]])
        client.say(Lines.ping)
        #expect(await client.next() == Lines.pong)
        client.say(Lines.response("question-\(number)", response))
      }
      #expect(await client.next() == #"{"jsonrpc":"2.0","id":1,\#(Self.results[0].1)"#)
    }
    #expect(provider.answers == [["q1": .decline], ["q1": .accept([:])]])
  }

  @Test("tasks/result asks only so often, then tells")
  func rounds() async {
    var limits = SessionLimits()
    limits.questionRounds = 2
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.inputRequired(.city)) })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
      _ = await client.next()
      for round in 1...2 {
        #expect(await client.next()?.contains("question-\(round)") == true)
        client.say(Lines.response("question-\(round)", #"{"action":"cancel"}"#))
      }
      #expect(await client.next()?.contains("The agent asks: Which city?") == true)
    }
  }

  @Test("what does not fit the form is asked again, up to the limit", arguments: [1, 2])
  func misfits(count: Int) async {
    var limits = SessionLimits()
    limits.questionRounds = 2
    let (tries, taken) = (Count(), Latch())
    let provider = PlayedProvider(
      look: { _ in Snapshots.snapshot(taken.isOpen ? .completed(Snapshots.good) : .inputRequired(.city)) },
      take: { _ throws(RPCError) in
        tries.add()
        guard tries.value > count else {
          throw RPCError(code: RPCError.invalidParams, message: "Invalid answer")
        }
        taken.open()
      })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
      _ = await client.next()
      for round in 1...2 {
        #expect(await client.next()?.contains("question-\(round)") == true)
        client.say(Lines.response("question-\(round)", #"{"action":"accept"}"#))
      }
      let isGood = await client.next() == #"{"jsonrpc":"2.0","id":1,\#(Self.results[0].1)"#
      #expect(isGood == (count == 1))
    }
    #expect(provider.answers.count == 2)
  }

  @Test("a question is asked once, however many wait for the result")
  func together() async {
    let (both, answered) = (Latch(), Latch())
    let provider = PlayedProvider(
      look: { number in
        if number == 2 { both.open() }
        return Snapshots.snapshot(answered.isOpen ? .completed(Snapshots.good) : .inputRequired(.city))
      }, take: { _ in answered.open() })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      for id in 1...2 { client.say(Lines.legacy("tasks/result", id: id, #""taskId":"t1""#)) }
      _ = await client.next()
      #expect(await client.next()?.contains("question-1") == true)
      await both.wait()
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.say(Lines.response("question-1", #"{"action":"accept"}"#))
      client.hangUp()
      #expect(
        Set(await client.rest())
          == Set((1...2).map { #"{"jsonrpc":"2.0","id":\#($0),\#(Self.results[0].1)"# }))
    }
    #expect(provider.answers.count == 1)
  }

  @Test("tasks/cancel withdraws the task's question and ends the wait for its result")
  func cancelAsking() async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.inputRequired(.city)) })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
      for _ in 1...2 { _ = await client.next() }
      client.say(Lines.legacy("tasks/cancel", id: 2, #""taskId":"t1""#))
      var lines: Set<String> = []
      for _ in 1...3 { lines.insert(await client.next() ?? "") }
      #expect(
        lines == [
          LegacyQuestionTests.withdrawn, #"{"jsonrpc":"2.0","id":1,\#(Self.results[3].1)"#,
          #"{"jsonrpc":"2.0","id":2,"result":{\#(Snapshots.members("cancelled", unit: ""))}}"#,
        ])
    }
  }

  /// Runs `body` while request 1 waits for the result of a task that goes on for ever.
  ///
  /// - Returns: whose task it was.
  @discardableResult private static func whileResultIsAwaited(
    _ body: (ScriptedClient) async -> Void
  ) async -> PlayedProvider {
    let waiting = Latch()
    let provider = PlayedProvider(look: { _ in
      waiting.open()
      await Latch().wait()
      return Snapshots.snapshot(.working)
    })
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize(.november2025, Lines.asking))
      client.say(Lines.legacy("tasks/result", id: 1, #""taskId":"t1""#))
      _ = await client.next()
      await waiting.wait()
      await body(client)
    }
    return provider
  }

  @Test("tasks/result does not outlast the input")
  func endOfInput() async {
    await Self.whileResultIsAwaited { client in
      client.hangUp()
      #expect(await client.rest() == [#"{"jsonrpc":"2.0","id":1,\#(Self.results[4].1)"#])
    }
  }

  @Test("a cancelled tasks/result has no answer, and leaves the task alone")
  func cancelledWait() async {
    let provider = await Self.whileResultIsAwaited { client in
      client.say(Lines.cancel(1))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.hangUp()
      #expect(await client.rest() == [])
    }
    #expect(provider.cancelled.isEmpty)
  }

  /// How the task stands before and after, and the answer to its cancellation.
  static let cancellations: [(TaskSnapshot.Status, TaskSnapshot.Status, isCancelled: Bool)] = [
    (.working, .cancelled, true),
    (.working, .working, true),
    (.inputRequired(.city), .cancelled, true),
    (.working, .completed(TaskSnapshotTests.good), false),
    (.working, .failed(TaskSnapshotTests.failure), false),
  ]

  @Test("tasks/cancel answers with the cancelled task, or that it is over", arguments: cancellations)
  func cancel(before: TaskSnapshot.Status, after: TaskSnapshot.Status, isCancelled: Bool) async {
    let provider = PlayedProvider(look: { Snapshots.snapshot($0 == 1 ? before : after) })
    let line = await answer(provider, Lines.legacy("tasks/cancel", id: 1, #""taskId":"t1""#))
    #expect(
      line
        == (isCancelled
          ? Self.result("{\(Snapshots.members("cancelled", unit: ""))}")
          : #"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"The task is over already"}}"#))
    #expect(provider.cancelled == ["t1"])
  }

  @Test(
    "one that is over is not cancelled",
    arguments: [
      TaskSnapshot.Status.completed(TaskSnapshotTests.good), .failed(TaskSnapshotTests.failure), .cancelled,
    ])
  func cancelLate(status: TaskSnapshot.Status) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(status) })
    let line = await answer(provider, Lines.legacy("tasks/cancel", id: 1, #""taskId":"t1""#))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
    #expect(provider.cancelled.isEmpty)
  }

  @Test("one that is over to a client that can't be asked is not cancelled")
  func cancelUnaskable() async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.inputRequired(.city)) })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider),
      [Lines.initialize(.november2025), Lines.legacy("tasks/cancel", id: 1, #""taskId":"t1""#)])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
    #expect(provider.cancelled.isEmpty)
  }

  @Test("unknown ids are refused", arguments: ["tasks/get", "tasks/result", "tasks/cancel"], [#""t""#, "7"])
  func unknown(method: String, id: String) async {
    let line = await answer(PlayedProvider(), Lines.legacy(method, id: 1, #""taskId":\#(id)"#))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
  }

  @Test("looks go past calls that wait, and wait for their like")
  func turns() async throws {
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    limits.concurrentLooks = 1
    let gate = Latch()
    let provider = PlayedProvider(
      { _ in
        await gate.wait()
        return .text("x")
      },
      look: { number in
        if number == 1 { await gate.wait() }
        return Snapshots.snapshot(.working)
      })
    let client = ScriptedClient()
    try await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize())
      _ = await client.next()
      for id in 1...2 { client.say(Lines.call("x", id: id)) }
      for id in 3...5 { client.say(Lines.legacy("tasks/get", id: id, #""taskId":"t1""#)) }
      client.say(Lines.cancel(4))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      gate.open()
      client.hangUp()
      let ids = try await client.rest().map { try JSONValue(line: $0)["id"]?.int ?? 0 }
      #expect(ids.sorted() == [1, 2, 3, 5])
    }
  }
}
