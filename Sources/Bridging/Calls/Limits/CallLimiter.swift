import A2A
import Settings
import Synchronization
import Telemetry

/// What bounds the calls that this process makes: how many begin, how many go on at once, and through how many bridges
/// they have come.
///
/// A call counts when a message is about to be sent for it, once, however often its sending is tried again: a tool call
/// of a skill, each answer to an agent's question. Waits count among those that go on at once only; looks, lists and
/// cancellations are not counted at all, for they are short, and a cancellation must get through.
final class CallLimiter: Sendable {
  private struct State {
    var bridge: CallRates
    var agents: [String: CallRates] = [:]
    var gates: [String: CallGate] = [:]
  }

  private let limits: BridgeLimits
  /// How many bridges whoever has started this one has come through.
  private let inheritedHops: Int
  private let timing: Timing
  private let state: Mutex<State>

  /// - Parameter hops: How many bridges lie before this process, as its environment says.
  init(_ limits: BridgeLimits = BridgeLimits(), hops: Int = 0, timing: Timing = .system) {
    self.limits = limits
    inheritedHops = hops
    self.timing = timing
    state = Mutex(State(bridge: CallRates(limits)))
  }

  /// What a message says that is sent for the request being answered: the hops before this bridge, and it.
  var hop: Int { max(inheritedHops, HopCount.incoming ?? 0) + 1 }

  /// Counts a call that is about to be sent to an agent.
  ///
  /// - Parameter key: What the user knows the agent by. An agent without a name takes one from its card, and would have
  ///   new limits with each.
  /// - Throws: ``CallRefusal`` when it must not be. Then it doesn't count.
  func admit(to agent: String, as key: String, _ limits: AgentLimits) throws(CallRefusal) {
    guard hop <= self.limits.hops else { throw .tooManyHops(hop - 1, limit: self.limits.hops) }
    let now = timing.now()
    let refusal = state.withLock { state -> CallRefusal? in
      if let obstacle = state.agents[key, default: CallRates(limits)].obstacle(at: now) {
        return .tooManyCalls(obstacle, agent: agent)
      }
      if let obstacle = state.bridge.obstacle(at: now) { return .tooManyCalls(obstacle, agent: nil) }
      state.agents[key, default: CallRates(limits)].count(at: now)
      state.bridge.count(at: now)
      return nil
    }
    if let refusal { throw refusal }
  }

  /// Where the calls of an agent wait for their turn.
  func gate(as key: String, _ limits: AgentLimits) -> CallGate {
    state.withLock { state in
      if let gate = state.gates[key] { return gate }
      let gate = CallGate(limits.concurrentCalls)
      state.gates[key] = gate
      return gate
    }
  }
}
