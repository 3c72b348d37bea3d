/// How a version spells the states of a task.
struct StateNames: Sendable {
  /// The names of the enumeration of 1.0.
  static let v10 = StateNames { "TASK_STATE_" + words(of: $0, joinedBy: "_").uppercased() }
  /// Those of the 0.3 `a2a.proto`, which has British spelling in one place.
  static let v03Proto = StateNames {
    $0 == .canceled ? "TASK_STATE_CANCELLED" : v10.name(of: $0)
  }
  /// Those of the 0.3 JSON schema.
  static let v03 = StateNames { words(of: $0, joinedBy: "-") }

  private let spell: @Sendable (TaskState) -> String

  private init(_ spell: @escaping @Sendable (TaskState) -> String) {
    self.spell = spell
  }

  func name(of state: TaskState) -> String { spell(state) }

  /// The state that is spelled so; nil when none is.
  func state(named name: String) -> TaskState? {
    TaskState.allCases.first { spell($0) == name }
  }

  private static func words(of state: TaskState, joinedBy joint: String) -> String {
    switch state {
    case .submitted: "submitted"
    case .working: "working"
    case .completed: "completed"
    case .failed: "failed"
    case .canceled: "canceled"
    case .inputRequired: "input\(joint)required"
    case .rejected: "rejected"
    case .authRequired: "auth\(joint)required"
    }
  }
}
