import A2A
import HTTP
import JSON
import JSONRPC
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What is written down of calls, however they end.
@Suite(.timeLimit(.minutes(1))) struct CallAuditTests {
  /// What one call is said to have been.
  struct Expected: Sendable, Equatable {
    var agent: String?
    var skill: String?
    var outcome: String
  }

  /// An agent at a place where nobody listens.
  private static func tools(
    _ audit: AuditTrail, callsPerMinute: Int = 600
  ) async throws -> BridgeTools {
    let card: JSONValue = [
      "name": "Own", "version": "1", "description": "x",
      "supportedInterfaces": [
        ["url": "http://127.0.0.1:1/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]
      ],
      "skills": [["id": "s"]],
    ]
    var settings = AgentSettings(card: OwnCard(document: card))
    settings.name = "own"
    settings.limits.callsPerMinute = callsPerMinute
    let directory = AgentDirectory(
      [try RemoteAgent(settings)],
      cache: CardCache(stateDirectory: nil, logger: Samples.silence), listsTasks: true,
      logger: Samples.silence)
    await directory.askAll()
    return BridgeTools(
      directory: directory,
      runner: CallRunner(
        ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
        timing: SkippedTime().timing, logger: Samples.silence, audit: audit))
  }

  private static func calls(_ events: Collected<AuditEvent>) -> [Expected] {
    events.all.compactMap { event in
      guard case .call(let call) = event else { return nil }
      return Expected(agent: call.agent, skill: call.skill, outcome: call.outcome)
    }
  }

  @Test(
    arguments: [
      ("own_s", ["message": "x"], Expected(agent: "own", skill: "s", outcome: "unreachable")),
      ("own_s", ["mesage": "x"], Expected(agent: "own", skill: "s", outcome: "refused")),
      ("a2a_task_wait", ["agent": "own", "task_id": "t"], Expected(agent: "own", outcome: "unreachable")),
      ("a2a_task_cancel", ["agent": "own", "task_id": "t"], Expected(agent: "own", outcome: "unreachable")),
      ("a2a_task_list", ["agent": "own"], Expected(agent: "own", outcome: "unreachable")),
      ("a2a_read_more", ["agent": "own", "task_id": "t"], Expected(agent: "own", outcome: "unreachable")),
      ("a2a_task_wait", ["agent": "other", "task_id": "t"], Expected(agent: "other", outcome: "refused")),
      ("nonsense", [:], Expected(outcome: "invalid")),
    ] as [(String, JSONObject, Expected)])
  func eachCallOnce(_ tool: String, _ arguments: JSONObject, _ expected: Expected) async throws {
    let events = Collected<AuditEvent>()
    let tools = try await Self.tools(AuditTrail { events.add($0) })
    _ = try? await tools.call(arguments, from: CallSite(tool: tool))
    #expect(Self.calls(events) == [expected])
  }

  @Test func aCallOverALimitIsARefusalAndACall() async throws {
    let events = Collected<AuditEvent>()
    let tools = try await Self.tools(AuditTrail { events.add($0) }, callsPerMinute: 1)
    for _ in 0..<2 { _ = try await tools.call(["message": "x"], from: CallSite(tool: "own_s")) }
    #expect(Self.calls(events).map(\.outcome) == ["unreachable", "refused"])
    #expect(events.all.count == 3)
  }

  @Test func aCancelledCallIsSaidToBe() async throws {
    let events = Collected<AuditEvent>()
    let tools = try await Self.tools(AuditTrail { events.add($0) })
    let call = Task {
      while !Task.isCancelled { await Task.yield() }
      _ = try? await tools.call(["message": "x"], from: CallSite(tool: "own_s"))
    }
    call.cancel()
    await call.value
    #expect(Self.calls(events).map(\.outcome) == ["cancelled"])
  }
}
