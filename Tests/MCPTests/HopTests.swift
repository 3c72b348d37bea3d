import JSONRPC
import MCP
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("Hops", .timeLimit(.minutes(1)))
struct HopTests {
  /// Notes how many bridges each call has come through, and keeps the first one until the test lets it go.
  private final class Counting: PartialProvider {
    let hops = Mutex<[RequestID: Int?]>([:])
    let started = Latch()
    let released = Latch()

    func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
      started.open()
      await released.wait()
      hops.withLock { $0[call.requestID] = .some(HopCount.incoming) }
      return .result(ToolResult(content: []))
    }
  }

  /// More than a number holds.
  private static let manyHops = #","a2a-bridge/hop":"# + String(repeating: "9", count: 30)

  @Test("each call has its own count or none, also those that have waited for another's end")
  func waiting() async throws {
    let provider = Counting()
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.modern("tools/call", id: 1, #""name":"x""#, meta: #","a2a-bridge/hop":2"#))
      await provider.started.wait()
      client.say(Lines.modern("tools/call", id: 2, #""name":"x""#))
      client.say(Lines.modern("tools/call", id: 3, #""name":"x""#, meta: #","a2a-bridge/hop":7"#))
      client.say(Lines.modern("tools/call", id: 4, #""name":"x""#, meta: #","a2a-bridge/hop":"2""#))
      client.say(Lines.modern("tools/call", id: 5, #""name":"x""#, meta: #","a2a-bridge/hop":-2"#))
      client.say(Lines.modern("tools/call", id: 6, #""name":"x""#, meta: Self.manyHops))
      provider.released.open()
      client.hangUp()
      #expect(await client.rest().count == 6)
    }
    let hops = provider.hops.withLock(\.self)
    let expected: [RequestID: Int?] = [
      1: 2, 2: Int?.none, 3: 7, 4: 2, 5: Int?.none, 6: HopCount.highest,
    ]
    #expect(hops.count == 6)
    for (id, count) in expected { #expect(hops[id] == .some(count), "\(id)") }
  }
}
