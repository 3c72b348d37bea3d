import A2A
import HTTP
import JSON
import Logging
import MCP
import Settings
import Telemetry

extension CallRunner {
  /// Counts a call that is about to be sent.
  ///
  /// - Throws: ``CallRefusal`` when it must not be.
  func admit(to agent: AgentSnapshot) throws(CallRefusal) {
    try limiter.admit(to: agent.name, as: agent.settings.identifier, agent.settings.limits)
  }

  /// Sends a message that says how many bridges it has come through.
  func send(
    _ request: SendRequest, to agent: AgentSnapshot, within limit: Duration, onEvent: (AgentEvent) -> Void
  ) async throws(A2AError) -> CallOutcome {
    let hop = limiter.hop
    var request = request
    request.message.metadata = request.message.metadata ?? [:]
    request.message.metadata?[HopCount.metaKey] = JSONValue(hop)
    let counted = request
    return try await HopCount.$outgoing.withValue(hop) { () async -> Result<CallOutcome, A2AError> in
      do throws(A2AError) {
        return .success(try await agent.client.call(counted, within: limit, onEvent: onEvent))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// Does `work` when there is room for it at the agent.
  ///
  /// - Parameter refused: Is set when there is none; what is thrown then is never shown.
  func takingTurns<Value>(
    _ agent: AgentSnapshot, within patience: Duration, _ refused: inout CallRefusal?,
    _ work: () async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    let gate = limiter.gate(as: agent.settings.identifier, agent.settings.limits)
    switch await gate.enter(within: max(patience, CallGate.shortestPatience), timing) {
    case .entered: break
    case .full: refused = .queueFull(agent: agent.name, waiting: CallGate.maxWaiting)
    case .late: refused = .queueTooSlow(agent: agent.name, concurrent: gate.limit)
    case .cancelled: throw A2AError(.transport(.cancelled), "the call was cancelled", mayHaveRun: false)
    }
    guard refused == nil else { throw A2AError(.rateLimited, "too many calls", mayHaveRun: false) }
    defer { gate.leave() }
    return try await work()
  }

  /// What the model is told of a call that was not sent.
  func refusal(_ refusal: CallRefusal, _ agent: AgentSnapshot, _ site: CallSite) -> ToolResult {
    logger.warning("call refused: \(refusal.advice)", metadata: site.metadata(agent: agent.name))
    audit.record(.refused(agent: agent.name, reason: refusal.advice))
    return ToolResult(refusing: refusal.advice)
  }
}
