/// Where a task stands (A2A 1.0 §4.1.3).
enum TaskState: Sendable, CaseIterable {
  case submitted, working, completed, failed, canceled, inputRequired, rejected, authRequired

  /// Nothing more can happen.
  var isTerminal: Bool {
    switch self {
    case .completed, .failed, .canceled, .rejected: true
    case .submitted, .working, .inputRequired, .authRequired: false
    }
  }

  /// The agent has done what it can for now: streams close and blocking calls return.
  var endsTurn: Bool {
    self == .inputRequired || self == .authRequired || isTerminal
  }
}
