/// Where a task stands (A2A 1.0 §4.1.3).
package enum TaskState: Sendable, Hashable {
  case submitted
  case working
  case inputRequired
  case authRequired
  case completed
  case failed
  case canceled
  case rejected
  /// A word that no specification knows. It is taken for work in progress: only a known end ends a task.
  case other(String)

  /// All states that the specification knows.
  package static let known: [TaskState] = [
    .submitted, .working, .inputRequired, .authRequired, .completed, .failed, .canceled, .rejected,
  ]

  /// True for a state that a task never leaves.
  package var isTerminal: Bool {
    switch self {
    case .completed, .failed, .canceled, .rejected: true
    case .submitted, .working, .inputRequired, .authRequired, .other: false
    }
  }

  /// True for a state in which the agent waits for its client.
  package var isInterrupted: Bool { self == .inputRequired || self == .authRequired }

  /// True when the agent's turn is over: the task has ended or waits for its client.
  package var isStopped: Bool { isTerminal || isInterrupted }

  /// The state as users read it: `input-required`.
  package var name: String {
    switch self {
    case .submitted: "submitted"
    case .working: "working"
    case .inputRequired: "input-required"
    case .authRequired: "auth-required"
    case .completed: "completed"
    case .failed: "failed"
    case .canceled: "canceled"
    case .rejected: "rejected"
    case .other(let word): word
    }
  }
}

extension TaskState {
  /// Reads a state in any spelling: `TASK_STATE_INPUT_REQUIRED` (1.0), `input-required` (0.x), `input_required`.
  package init(named word: String) {
    var name = word.lowercased()
    if name.hasPrefix("task_state_") { name.removeFirst("task_state_".count) }
    name = String(name.prefix(Self.maxName).map { $0 == "_" || $0 == " " ? "-" : $0 })
    self =
      switch name {
      case "submitted": .submitted
      case "working": .working
      case "input-required": .inputRequired
      case "auth-required": .authRequired
      case "completed": .completed
      case "failed": .failed
      case "canceled", "cancelled": .canceled
      case "rejected": .rejected
      default: .other(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      }
  }

  /// The longest word that is taken for a state.
  private static let maxName = 40

  /// Reads the number that the 1.0 protobuf gives a state.
  package init(number: Int) {
    self =
      switch number {
      case 1: .submitted
      case 2: .working
      case 3: .completed
      case 4: .failed
      case 5: .canceled
      case 6: .inputRequired
      case 7: .rejected
      case 8: .authRequired
      default: .other("unspecified")
      }
  }
}
