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
    var search = RouteSearch(candidates.map(\.route), settled: settled.withLock { $0 })
    var next: Int? = search.first
    while let index = next {
      do throws(A2AError) {
        let value = try await operation(candidates[index].binding)
        settle(on: index)
        return value
      } catch {
        if error.comesFromAgent, !search.isRefusal(error) { settle(on: index) }
        if error.hintsAtChange, settledRoute == candidates[index].route {
          onNews(.estranged(candidates[index].route, error))
        }
        next = search.next(after: index, error)
        if next != nil || search.isRefusal(error) { onNews(.refused(candidates[index].route, error)) }
      }
    }
    throw search.reason ?? A2AError(.versionNotSupported, "there is no way to the agent", mayHaveRun: false)
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

/// Which route is tried next, as a value.
struct RouteSearch {
  /// Where to begin.
  let first: Int
  /// What is thrown when no route is left: the first refusal, for the first guess was the card's own; or the error
  /// after which nothing else must be tried.
  private(set) var reason: A2AError?

  private let routes: [Route]
  /// Whether the agent has understood the route that is tried.
  private var isSettled: Bool
  private var left: [Int]

  init(_ routes: [Route], settled: Int?) {
    self.routes = routes
    isSettled = settled != nil
    first = settled ?? 0
    left = routes.indices.filter { $0 != settled ?? 0 }
  }

  /// True for an error that another route may mend: before the first success, one that shows that the agent did not
  /// know what was said to it; and whenever nobody was reached.
  func isRefusal(_ error: A2AError) -> Bool {
    !error.mayHaveRun && (error.meansNobodyThere || !isSettled && error.refusesSpeech)
  }

  /// - Returns: The route to try after `error` at the one before; nil when there is none, or none must be tried.
  mutating func next(after index: Int, _ error: A2AError) -> Int? {
    guard isRefusal(error) else {
      reason = error
      return nil
    }
    reason = reason ?? error
    // Who isn't reached at a door in one language isn't in another.
    if error.meansNobodyThere { left.removeAll { routes[$0].leadsTo(routes[index]) } }
    let named = error.code == .versionNotSupported ? left.first { isNamed($0, by: error, at: index) } : nil
    guard let next = named ?? left.first else { return nil }
    left.removeAll { $0 == next }
    isSettled = false
    return next
  }

  /// Whether a refusal names the version of this route, at the same door.
  private func isNamed(_ index: Int, by error: A2AError, at refused: Int) -> Bool {
    routes[index].leadsTo(routes[refused]) && error.message.contains(routes[index].speech.dialect.rawValue)
  }
}

extension A2AError {
  /// True when the agent did not know what was said to it, which another version may mend.
  fileprivate var refusesSpeech: Bool {
    switch code {
    case .methodNotFound, .versionNotSupported, .invalidRequest, .invalidParams, .parseError, .notAnAgent,
      .notInDialect:
      true
    default: false
    }
  }

  /// True for what an agent says that is not what it was, or wants other credentials than its card did.
  fileprivate var hintsAtChange: Bool {
    switch code {
    case .methodNotFound, .versionNotSupported, .notAnAgent, .unauthenticated: true
    default: false
    }
  }

  /// True when no connection could be made.
  fileprivate var meansNobodyThere: Bool {
    switch code {
    case .transport(.refused), .transport(.dns), .transport(.tls), .transport(.timeout(.connect)): !mayHaveRun
    default: false
    }
  }

  /// True when an A2A agent spoke, so the version that reached it is the right one.
  fileprivate var comesFromAgent: Bool {
    switch code {
    case .transport, .notAnAgent, .notInDialect, .unavailable, .rateLimited, .unauthenticated,
      .permissionDenied:
      false
    default: true
    }
  }
}
