import JSONRPC
import MCP
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("Traces", .timeLimit(.minutes(1)))
struct TraceTests {
  /// Notes which trace each call belongs to, and keeps the first one until the test lets it go.
  private final class Tracing: PartialProvider {
    let traces = Mutex<[RequestID: TraceContext?]>([:])
    let started = Latch()
    let released = Latch()

    func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
      started.open()
      await released.wait()
      traces.withLock { $0[call.requestID] = .some(TraceContext.current) }
      return .result(ToolResult(content: []))
    }
  }

  private static func parent(_ digit: Character) -> String {
    "00-\(String(repeating: digit, count: 32))-b7ad6b7169203331-01"
  }

  @Test("each call belongs to its own trace or to none, also those that have waited for another's end")
  func waiting() async throws {
    let provider = Tracing()
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(
        Lines.modern("tools/call", id: 1, #""name":"x""#, meta: #","traceparent":"\#(Self.parent("a"))""#))
      await provider.started.wait()
      client.say(Lines.modern("tools/call", id: 2, #""name":"x""#))
      client.say(
        Lines.modern(
          "tools/call", id: 3, #""name":"x""#,
          meta: #","traceparent":"\#(Self.parent("b"))","tracestate":"k=v""#))
      client.say(Lines.modern("tools/call", id: 4, #""name":"x""#, meta: #","traceparent":"00-x-y-01""#))
      provider.released.open()
      client.hangUp()
      #expect(await client.rest().count == 4)
    }
    let traces = provider.traces.withLock(\.self)
    #expect(traces[1] == .some(TraceContext(traceparent: Self.parent("a"))))
    #expect(traces[2] == .some(nil))
    #expect(traces[3] == .some(TraceContext(traceparent: Self.parent("b"), tracestate: "k=v")))
    #expect(traces[4] == .some(nil))
  }
}
