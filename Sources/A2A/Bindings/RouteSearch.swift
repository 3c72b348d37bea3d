import HTTP

/// Which route is tried next, as a value.
struct RouteSearch {
  /// What is thrown when no route is left: the first refusal, for the first guess was the card's own; or the error
  /// after which nothing else must be tried.
  private(set) var reason: A2AError?

  private let routes: [Route]
  /// Whether the agent has understood the route that is tried.
  private var isSettled: Bool
  private var left: [Int]

  /// - Parameter settled: The one that the agent has understood, with which the search begins; else with the first.
  init(_ routes: [Route], settled: Int?) {
    self.routes = routes
    isSettled = settled != nil
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

  /// True when no connection could be made.
  fileprivate var meansNobodyThere: Bool {
    switch code {
    case .transport(.refused), .transport(.dns), .transport(.tls), .transport(.timeout(.connect)),
      .transport(.addressRefused), .transport(.unencrypted):
      !mayHaveRun
    default: false
    }
  }
}
