import HTTP
import Synchronization

/// All ways to an agent, best guess first; the first that the agent takes is kept.
///
/// Cards are wrong about their version often enough that a refusal, which proves that nothing ran, is worth one
/// try in another; and where nobody answers at one interface, another may be reached (A2A 1.0 §5.2).
package final class NegotiatingBinding: AgentBinding {
  /// What the negotiation has come to, for those who keep it or tell it.
  package enum News: Sendable {
    /// The agent has understood this one.
    case settled(Route)
    /// This one was not understood or did not lead to anybody, and why.
    case refused(Route, A2AError)
    /// The agent that has understood this one answers as if it had become another: its card may tell more.
    case estranged(Route, A2AError)
  }

  private struct Candidate {
    let route: Route
    let binding: any AgentBinding
  }

  private let candidates: [Candidate]
  private let onNews: @Sendable (News) -> Void
  /// The index of the candidate that the agent has understood; none before the first success.
  private let settled = Mutex<Int?>(nil)

  /// - Parameters:
  ///   - candidates: At least one, best guess first.
  ///   - remembered: What the agent has understood before, which is then the best guess.
  ///   - onNews: Is told what the negotiation comes to, as it does.
  package init(
    _ candidates: [(route: Route, binding: any AgentBinding)], remembered: Route? = nil,
    onNews: @escaping @Sendable (News) -> Void = { _ in }
  ) {
    let all = candidates.map { Candidate(route: $0.route, binding: $0.binding) }
    self.candidates = all.filter { $0.route == remembered } + all.filter { $0.route != remembered }
    self.onNews = onNews
  }

  package func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    try await negotiate { binding async throws(A2AError) in
      try await binding.answer(to: operation, within: limit)
    }
  }

  package func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    try await negotiate { binding async throws(A2AError) in
      try await binding.listen(to: operation, within: limit, onSign: onSign)
    }
  }

  private func negotiate<Value>(
    _ operation: (any AgentBinding) async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    let known = settled.withLock { $0 }
    var index = known ?? 0
    // Made at the first failure: a call that goes well costs nothing here.
    var search: RouteSearch?
    while true {
      do throws(A2AError) {
        let value = try await operation(candidates[index].binding)
        settle(on: index)
        return value
      } catch {
        var routes = search ?? RouteSearch(candidates.map(\.route), settled: known)
        if error.comesFromAgent, !routes.isRefusal(error) { settle(on: index) }
        if error.hintsAtChange, settledRoute == candidates[index].route {
          onNews(.estranged(candidates[index].route, error))
        }
        let next = routes.next(after: index, error)
        if next != nil || routes.isRefusal(error) { onNews(.refused(candidates[index].route, error)) }
        guard let next else { throw routes.reason ?? error }
        (index, search) = (next, routes)
      }
    }
  }

  /// The way on which the agent has understood the bridge; nil before it has.
  package var settledRoute: Route? { settled.withLock { $0 }.map { candidates[$0].route } }

  private func settle(on index: Int) {
    let isNew = settled.withLock { settled in
      defer { settled = index }
      return settled != index
    }
    if isNew { onNews(.settled(candidates[index].route)) }
  }
}

extension A2AError {
  /// True when an A2A agent spoke, so the version that reached it is the right one.
  fileprivate var comesFromAgent: Bool {
    switch code {
    case .transport, .notAnAgent, .notInDialect, .unavailable, .rateLimited, .unauthenticated,
      .permissionDenied, .credentialsUnavailable:
      false
    default: true
    }
  }

  /// True for what an agent says that is not what it was, or wants other credentials than its card did.
  fileprivate var hintsAtChange: Bool {
    switch code {
    case .methodNotFound, .versionNotSupported, .notAnAgent, .unauthenticated: true
    default: false
    }
  }
}
