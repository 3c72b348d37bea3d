package import A2A
import Synchronization

/// An agent that follows a script: each operation must be the next of the script, and gets what stands there.
package final class ScriptedBinding: AgentBinding {
  /// One operation and what comes of it.
  package enum Step: Sendable {
    case send(AgentEvent)
    case refuseSend(A2AError)
    case stream([AgentEvent], ending: A2AError? = nil)
    case subscribe([AgentEvent], ending: A2AError? = nil)
    case task(AgentTask)
    case refuseTask(A2AError)
    case cancel(AgentTask)
    case refuseCancel(A2AError)

    fileprivate var operation: String {
      switch self {
      case .send, .refuseSend: "send"
      case .stream: "stream"
      case .subscribe: "subscribe"
      case .task, .refuseTask: "task"
      case .cancel, .refuseCancel: "cancel"
      }
    }
  }

  private struct State {
    var steps: ArraySlice<Step>
    var performed: [String] = []
    var requests: [SendRequest] = []
  }

  private let state: Mutex<State>
  /// What happens before each operation: time passing, say.
  private let before: @Sendable () -> Void

  package init(_ steps: [Step], before: @escaping @Sendable () -> Void = {}) {
    state = Mutex(State(steps: steps[...]))
    self.before = before
  }

  /// The operations so far, `stream`, `task`, …; one that the script did not await has a `?` after it.
  package var performed: [String] { state.withLock { $0.performed } }

  /// The messages that were sent, or that it was tried to send.
  package var requests: [SendRequest] { state.withLock { $0.requests } }

  /// How much of the script was not played.
  package var unplayed: [String] { state.withLock { $0.steps.map(\.operation) } }

  package func send(_ request: SendRequest, within limit: Duration) async throws(A2AError) -> AgentEvent {
    switch try next("send", request) {
    case .send(let event): return event
    case .refuseSend(let error): throw error
    default: throw Self.unexpected
    }
  }

  package func stream(
    _ request: SendRequest, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    guard case .stream(let events, let ending) = try next("stream", request) else { throw Self.unexpected }
    for event in events { _ = onEvent(event) }
    if let ending { throw ending }
  }

  package func subscribe(
    to taskID: String, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    guard case .subscribe(let events, let ending) = try next("subscribe") else { throw Self.unexpected }
    for event in events { _ = onEvent(event) }
    if let ending { throw ending }
  }

  package func task(_ id: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    switch try next("task") {
    case .task(let task): return task
    case .refuseTask(let error): throw error
    default: throw Self.unexpected
    }
  }

  package func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    switch try next("cancel") {
    case .cancel(let task): return task
    case .refuseCancel(let error): throw error
    default: throw Self.unexpected
    }
  }

  private func next(_ operation: String, _ request: SendRequest? = nil) throws(A2AError) -> Step {
    before()
    let step = state.withLock { state -> Step? in
      if let request { state.requests.append(request) }
      guard let step = state.steps.first, step.operation == operation else {
        state.performed.append("\(operation)?")
        return nil
      }
      state.performed.append(operation)
      state.steps.removeFirst()
      return step
    }
    guard let step else { throw Self.unexpected }
    return step
  }

  /// What an operation gets that is not in the script: an error after which nobody tries anything.
  private static let unexpected = A2AError(.permissionDenied, "not in the script", mayHaveRun: false)
}
