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
    /// A stream that goes on with signs of life only, until nobody listens any more or there are no more.
    case silentStream([AgentEvent], signsOfLife: Int)
    case task(AgentTask)
    case refuseTask(A2AError)
    case cancel(AgentTask)
    case refuseCancel(A2AError)
    /// Any other operation, by its name.
    case answer(String, Answer)
    case refuse(String, A2AError)

    fileprivate var operation: String {
      switch self {
      case .send, .refuseSend: "send"
      case .stream, .silentStream: "stream"
      case .subscribe: "subscribe"
      case .task, .refuseTask: "task"
      case .cancel, .refuseCancel: "cancel"
      case .answer(let name, _), .refuse(let name, _): name
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

  package func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    let step =
      switch operation {
      case .send(let request): try next("send", request)
      case .getTask: try next("task")
      case .cancelTask: try next("cancel")
      default: try next(operation.name)
      }
    switch step {
    case .send(let event): return .event(event)
    case .task(let task), .cancel(let task): return .event(.task(task))
    case .answer(_, let answer): return answer
    case .refuseSend(let error), .refuseTask(let error), .refuseCancel(let error), .refuse(_, let error):
      throw error
    case .stream, .silentStream, .subscribe: throw Self.unexpected
    }
  }

  package func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    let step: Step
    if case .stream(let request) = operation {
      step = try next("stream", request)
    } else {
      step = try next("subscribe")
    }
    switch step {
    case .stream(let events, let ending), .subscribe(let events, let ending):
      for event in events { _ = await onSign(.event(event)) }
      if let ending { throw ending }
    case .silentStream(let events, let count):
      for event in events { _ = await onSign(.event(event)) }
      for _ in 0..<count where await onSign(.life) == .turnOver { return }
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
