import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Progress", .timeLimit(.minutes(1)))
struct ProgressTests {
  /// Reports as the test says, then answers when the test lets it.
  private struct Reporting: PartialProvider {
    let reporter = AsyncStream<ProgressReporter>.makeStream()
    let released = Latch()

    func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
      reporter.continuation.yield(progress)
      if call.name == "stubborn" { await released.waitEvenIfCancelled() } else { await released.wait() }
      return .result(ToolResult(content: []))
    }
  }

  static func notice(_ count: Int, _ message: String? = nil, token: String = "0") -> String {
    let message = message.map { #","message":"\#($0)""# } ?? ""
    return
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(token),"progress":\#(count)\#(message)}}"#
  }

  /// Runs `body` inside a call of a client that has `token`.
  private func inCall(
    _ version: ProtocolVersion = .november2025, _ tool: String = "x", token: String? = "0",
    _ body: (ScriptedClient, ProgressReporter, ManualClock, Latch) async throws -> Void
  ) async throws {
    let provider = Reporting()
    let clock = ManualClock()
    let client = ScriptedClient()
    try await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.initialize(version))
      _ = await client.next()
      client.say(Lines.call(tool, id: 1, token: token))
      var reporters = provider.reporter.stream.makeAsyncIterator()
      let progress = try #require(await reporters.next())
      try await body(client, progress, clock, provider.released)
      provider.released.open()
    }
  }

  static let answer = #"{"jsonrpc":"2.0","id":1,"result":{"content":[]}}"#

  @Test(
    "the first report goes out at once, quick ones are merged into the latest, and none follows the answer")
  func pacing() async throws {
    try await inCall { client, progress, clock, released in
      #expect(progress.isWanted)
      progress.report("one")
      #expect(await client.next() == Self.notice(1, "one"))
      progress.report("two")
      progress.report("three")
      progress.report(nil)
      await clock.sleepers()
      clock.advance(by: .milliseconds(249))
      progress.report("four")
      #expect(client.output.backlog == 0)
      clock.advance(by: .milliseconds(1))
      #expect(await client.next() == Self.notice(2, "four"))
      clock.advance(by: .milliseconds(250))
      progress.report(nil)
      #expect(await client.next() == Self.notice(3))
      progress.report("lost")
      released.open()
      #expect(await client.next() == Self.answer)
      progress.report("late")
      clock.advance(by: .seconds(10))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
    }
  }

  @Test("a cancelled call reports nothing more")
  func cancelled() async throws {
    try await inCall { client, progress, clock, _ in
      client.say(Lines.cancel(1))
      client.hangUp()
      #expect(await client.rest() == [])
      progress.report("late")
      #expect(client.output.backlog == 0)
    }
  }

  @Test("a cancelled call reports nothing more, even while it takes its time to end")
  func cancelledButStubborn() async throws {
    try await inCall(.november2025, "stubborn") { client, progress, clock, released in
      progress.report("one")
      #expect(await client.next() == Self.notice(1, "one"))
      progress.report("pending")
      await clock.sleepers()
      client.say(Lines.cancel(1))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .milliseconds(250))
      progress.report("late")
      released.open()
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("tokens are echoed as they were written", arguments: ["0", "9223372036854775808", #""a b""#])
  func tokens(token: String) async throws {
    try await inCall(token: token) { client, progress, _, _ in
      progress.report("x")
      #expect(await client.next() == Self.notice(1, "x", token: token))
    }
  }

  @Test("without a usable token nobody listens", arguments: [nil, "null", "1.5", "{}", "true"])
  func unwanted(token: String?) async throws {
    try await inCall(token: token) { client, progress, _, released in
      #expect(!progress.isWanted)
      progress.report("x")
      released.open()
      #expect(await client.next() == Self.answer)
    }
  }

  @Test("a token too long to echo is no token")
  func longToken() async throws {
    try await inCall(token: "\"\(String(repeating: "x", count: 1025))\"") { _, progress, _, _ in
      #expect(!progress.isWanted)
    }
  }

  @Test("2024-11-05 knows no messages")
  func noMessages() async throws {
    try await inCall(.november2024) { client, progress, _, _ in
      progress.report("x")
      #expect(await client.next() == Self.notice(1))
    }
  }

  static let emoji = "👩‍👩‍👧‍👦"

  @Test(
    "messages are cut at 200 characters, and long characters at some point",
    arguments: [
      (String(repeating: "é", count: 200), String(repeating: "é", count: 200)),
      (String(repeating: "é", count: 201), String(repeating: "é", count: 199) + "…"),
      (String(repeating: emoji, count: 100), String(repeating: emoji, count: 100)),
      ("a" + String(repeating: "\u{301}", count: 1000), "…"),
    ])
  func length(message: String, expected: String) async throws {
    try await inCall { client, progress, _, _ in
      progress.report(message)
      #expect(await client.next() == Self.notice(1, expected))
    }
  }

  @Test("a client that does not read loses progress, not the answer")
  func backPressure() async throws {
    let provider = Reporting()
    let client = ScriptedClient(capacity: 1)
    try await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.call("x", id: 1, token: "0"))
      client.say(Lines.ping)
      var reporters = provider.reporter.stream.makeAsyncIterator()
      let progress = try #require(await reporters.next())
      while client.output.backlog == 0, !Task.isCancelled { await Task.yield() }
      progress.report("lost")
      provider.released.open()
      await client.output.waitForSenders(1)
      #expect(await client.next() == Lines.pong)
      #expect(await client.next() == Self.answer)
    }
  }
}
