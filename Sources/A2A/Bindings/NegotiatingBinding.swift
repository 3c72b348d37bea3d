import Synchronization

/// One interface in the versions that it may speak, best guess first; the first that the agent takes is kept.
///
/// Cards are wrong about their version often enough that a refusal, which proves that nothing ran, is worth one
/// try in the other version.
package final class NegotiatingBinding: AgentBinding {
  private let candidates: [any AgentBinding]
  /// The index of the candidate that the agent has understood; none before the first success.
  private let settled = Mutex<Int?>(nil)

  /// - Parameter candidates: At least one, best guess first.
  package init(_ candidates: [any AgentBinding]) { self.candidates = candidates }

  package func send(_ request: SendRequest, within limit: Duration) async throws(A2AError) -> AgentEvent {
    try await negotiate { binding async throws(A2AError) in try await binding.send(request, within: limit) }
  }

  package func stream(
    _ request: SendRequest, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    try await negotiate { binding async throws(A2AError) in
      try await binding.stream(request, within: limit, onEvent: onEvent)
    }
  }

  package func subscribe(
    to taskID: String, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    try await negotiate { binding async throws(A2AError) in
      try await binding.subscribe(to: taskID, within: limit, onEvent: onEvent)
    }
  }

  package func task(_ id: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await negotiate { binding async throws(A2AError) in try await binding.task(id, within: limit) }
  }

  package func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    try await negotiate { binding async throws(A2AError) in try await binding.cancel(taskID, within: limit) }
  }

  private func negotiate<Value>(
    _ operation: (any AgentBinding) async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    if let index = settled.withLock({ $0 }) { return try await operation(candidates[index]) }
    var refusal: A2AError?
    for (index, candidate) in candidates.enumerated() {
      do throws(A2AError) {
        let value = try await operation(candidate)
        settled.withLock { $0 = index }
        return value
      } catch {
        guard error.refusesVersion else {
          if error.comesFromAgent { settled.withLock { $0 = index } }
          throw error
        }
        refusal = refusal ?? error
      }
    }
    // The first guess was the card's own, so its refusal says most.
    throw refusal ?? A2AError(.versionNotSupported, "no version was tried", mayHaveRun: false)
  }
}

extension A2AError {
  /// True when the agent did not know what was said to it, which another version may mend.
  fileprivate var refusesVersion: Bool {
    !mayHaveRun && [.methodNotFound, .versionNotSupported, .invalidRequest].contains(code)
  }

  /// True when an A2A agent spoke, so the version that reached it is the right one.
  fileprivate var comesFromAgent: Bool {
    switch code {
    case .transport, .notAnAgent, .unavailable, .rateLimited, .unauthenticated, .permissionDenied: false
    default: true
    }
  }
}
