import JSON
import JSONRPC
import Testing

@testable import MCP

@Suite("Tasks in each era")
struct TaskSnapshotTests {
  static func snapshot(
    _ status: TaskSnapshot.Status, message: String? = nil, lifetime: Duration? = .seconds(60)
  ) -> TaskSnapshot {
    TaskSnapshot(
      id: "t1", status, message: message, createdAt: "2026-11-20T22:36:48Z",
      lastUpdatedAt: "2026-11-20T22:36:49Z", lifetime: lifetime, pollInterval: .milliseconds(200))
  }

  static let good = ToolResult(content: [.text("ok")])
  static let bad = ToolResult(content: [.text("no")], isError: true)
  static let failure = RPCError(code: RPCError.internalError, message: "own fault")
  static let asked =
    #","inputRequests":{"q2":{"method":"elicitation/create","params":{"mode":"url","message":"Sign in","url":"https://example.com/auth?x=1"}}}"#

  /// How each status is called in the core and in the extension, and what the extension says beside it.
  static let states: [(TaskSnapshot.Status, core: String, extended: String, detail: String)] = [
    (.working, "working", "working", ""),
    (.inputRequired(.page), "input_required", "input_required", asked),
    (.completed(good), "completed", "completed", #","result":{"content":[{"type":"text","text":"ok"}]}"#),
    (
      .completed(bad), "failed", "completed",
      #","result":{"content":[{"type":"text","text":"no"}],"isError":true}"#
    ),
    (.failed(failure), "failed", "failed", #","error":{"code":-32603,"message":"own fault"}"#),
    (.cancelled, "cancelled", "cancelled", ""),
  ]

  static func members(_ status: String, unit: String, ttl: String = "60000", message: String = "") -> String {
    #""taskId":"t1","status":"\#(status)"\#(message),"createdAt":"2026-11-20T22:36:48Z","lastUpdatedAt":"2026-11-20T22:36:49Z","ttl\#(unit)":\#(ttl),"pollInterval\#(unit)":200"#
  }

  @Test("each status has its word and its detail", arguments: states)
  func writing(status: TaskSnapshot.Status, core: String, extended: String, detail: String) {
    let task = Self.snapshot(status)
    var client = ClientCapabilities()
    client.opensPages = true
    #expect(task.json(for: .november2025).text == "{\(Self.members(core, unit: ""))}")
    #expect(task.json(for: .july2026).text == "{\(Self.members(extended, unit: "Ms"))}")
    #expect(
      task.detailed(for: .july2026, client).text == "{\(Self.members(extended, unit: "Ms"))\(detail)}")
  }

  @Test("a question that can't be asked is the end, with the question in words")
  func fallback() {
    let task = Self.snapshot(.inputRequired(.page))
    let result = #","result":{"content":[{"type":"text","text":"Sign in at the page"}]}"#
    #expect(
      task.detailed(for: .july2026, ClientCapabilities()).text
        == "{\(Self.members("completed", unit: "Ms"))\(result)}")
  }

  @Test("a message is said, and no limit is null")
  func options() {
    let task = Self.snapshot(.working, message: "Half done", lifetime: nil)
    let message = #","statusMessage":"Half done""#
    #expect(
      task.json(for: .july2026).text
        == "{\(Self.members("working", unit: "Ms", ttl: "null", message: message))}")
  }
}
