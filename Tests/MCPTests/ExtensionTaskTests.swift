import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Tasks of 2026-07-28", .timeLimit(.minutes(1)))
struct ExtensionTaskTests {
  private typealias Snapshots = TaskSnapshotTests

  private func answer(_ provider: PlayedProvider, _ line: String) async -> String? {
    let lines = await ScriptedClient.transcript(of: MCPSession(provider), [line])
    #expect(lines.count == 1)
    return lines.first
  }

  @Test(
    "a call becomes one, which begins as working whatever has come of it",
    arguments: [TaskSnapshot.Status.working, .completed(TaskSnapshotTests.good), .inputRequired(.city)])
  func creation(status: TaskSnapshot.Status) async {
    let provider = PlayedProvider { _ in .task(Snapshots.snapshot(status)) }
    let members = Snapshots.members("working", unit: "Ms")
    #expect(
      await answer(provider, Lines.request("tools/call", Lines.withTasks, #""name":"x","task":7"#))
        == Lines.modernAnswer(#""resultType":"task",\#(members)"#))
    #expect(provider.calls.map(\.delivery) == [.taskOrResult])
  }

  @Test("a result at once is a result")
  func atOnce() async {
    #expect(
      await answer(PlayedProvider(), Lines.request("tools/call", Lines.withTasks, #""name":"x""#))
        == Lines.modernAnswer(#""resultType":"complete","content":[]"#))
  }

  @Test("a task that its client did not ask for is an error, not a task", arguments: ["{}", Lines.asking])
  func unwanted(capabilities: String) async {
    let provider = PlayedProvider { _ in .task(Snapshots.snapshot(.working)) }
    let line = await answer(provider, Lines.request("tools/call", capabilities, #""name":"x""#))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"#) == true)
    #expect(provider.calls.map(\.delivery) == [.result])
  }

  static let looks: [(TaskSnapshot.Status, capabilities: String, status: String, detail: String)] = [
    (.working, Lines.withTasks, "working", ""),
    (.inputRequired(.page), Lines.askingWithTasks, "input_required", TaskSnapshotTests.asked),
    (
      .inputRequired(.page), Lines.withTasks, "completed",
      #","result":{"content":[{"type":"text","text":"Sign in at the page"}]}"#
    ),
    (
      .completed(TaskSnapshotTests.bad), Lines.withTasks, "completed",
      #","result":{"content":[{"type":"text","text":"no"}],"isError":true}"#
    ),
    (
      .failed(TaskSnapshotTests.failure), Lines.withTasks, "failed",
      #","error":{"code":-32603,"message":"own fault"}"#
    ),
    (.cancelled, Lines.withTasks, "cancelled", ""),
  ]

  @Test("tasks/get shows how it stands, and what came of it", arguments: looks)
  func look(status: TaskSnapshot.Status, capabilities: String, word: String, detail: String) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(status) })
    #expect(
      await answer(provider, Lines.request("tasks/get", capabilities, #""taskId":"t1""#))
        == Lines.modernAnswer(#""resultType":"complete",\#(Snapshots.members(word, unit: "Ms"))\#(detail)"#))
  }

  @Test("a result that is too long for a line does not hide the end of the task")
  func tooLong() async throws {
    let result = ToolResult(content: [.text(String(repeating: "x", count: 2000))])
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.completed(result)) })
    var limits = SessionLimits()
    limits.outputLineBytes = 1500
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider, limits: limits),
      [Lines.request("tasks/get", Lines.withTasks, #""taskId":"t1""#)])
    let task = try #require(JSONValue(line: lines.first)["result"])
    #expect(task["status"] == "completed")
    #expect(task["result"]?["isError"] == true)
  }

  @Test("tasks/update answers what the task asks")
  func update() async {
    let provider = PlayedProvider()
    let responses = #"{"q1":{"action":"accept","content":{"city":"Oslo"}},"q2":{"action":"cancel"},"x":{}}"#
    #expect(
      await answer(
        provider,
        Lines.request("tasks/update", Lines.withTasks, #""taskId":"t1","inputResponses":\#(responses)"#))
        == Lines.modernAnswer(#""resultType":"complete""#))
    #expect(provider.answers == [["q1": .accept(["city": "Oslo"]), "q2": .cancel]])
  }

  @Test(
    "tasks/cancel is acknowledged, also for one that is over",
    arguments: [TaskSnapshot.Status.working, .cancelled, .completed(TaskSnapshotTests.good)])
  func cancel(status: TaskSnapshot.Status) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(status) })
    #expect(
      await answer(provider, Lines.request("tasks/cancel", Lines.withTasks, #""taskId":"t1""#))
        == Lines.modernAnswer(#""resultType":"complete""#))
    #expect(provider.cancelled == ["t1"])
  }

  @Test(
    "a request that does not declare the extension is told so",
    arguments: ["tasks/get", "tasks/update", "tasks/cancel"], ["{}", Lines.asking])
  func undeclared(method: String, capabilities: String) async {
    let provider = PlayedProvider(look: { _ in Snapshots.snapshot(.working) })
    #expect(
      await answer(provider, Lines.request(method, capabilities, #""taskId":"t1","inputResponses":{}"#))
        == #"{"jsonrpc":"2.0","id":1,"error":{"code":-32021,"#
        + #""message":"Missing required client capability: io.modelcontextprotocol/tasks","#
        + #""data":{"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}}}}"#)
    #expect(provider.cancelled.isEmpty)
    #expect(provider.answers.isEmpty)
  }

  static let refusals: [(method: String, params: String, code: Int)] = [
    ("tasks/get", "", -32602),
    ("tasks/get", #""taskId":7"#, -32602),
    ("tasks/get", #""taskId":"unknown""#, -32602),
    ("tasks/cancel", "", -32602),
    ("tasks/cancel", #""taskId":"unknown""#, -32602),
    ("tasks/update", #""taskId":"t1""#, -32602),
    ("tasks/update", #""taskId":"t1","inputResponses":[]"#, -32602),
    ("tasks/update", #""taskId":"t1","inputResponses":{"q":{"action":"no"}}"#, -32602),
    ("tasks/result", #""taskId":"t1""#, -32601),
    ("tasks/list", "", -32601),
  ]

  @Test("wrong requests are refused", arguments: refusals)
  func refusal(method: String, params: String, code: Int) async {
    let line = await answer(
      PlayedProvider(), Lines.request(method, Lines.withTasks, params.isEmpty ? #""x":1"# : params))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":\#(code),"#) == true)
  }

  @Test("a question before there is a task is asked at once")
  func questionFirst() async {
    let provider = PlayedProvider { _ in .question(.city) }
    let line = await answer(provider, Lines.request("tools/call", Lines.askingWithTasks, #""name":"x""#))
    #expect(line?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","#) == true)
  }
}
