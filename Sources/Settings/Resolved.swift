/// The value of a setting, or why this machine has none for it.
enum Resolved<Value> {
  case value(Value)
  /// A sentence that names the setting and the variable or file that is missing. It disables an agent, not the bridge.
  case unavailable(String)

  /// The same with `name: ` before the reason.
  func named(_ name: some CustomStringConvertible) -> Resolved {
    if case .unavailable(let reason) = self { .unavailable("\(name): \(reason)") } else { self }
  }

  func map<Other>(_ transform: (Value) -> Other) -> Resolved<Other> {
    switch self {
    case .value(let value): .value(transform(value))
    case .unavailable(let reason): .unavailable(reason)
    }
  }
}

/// The parts of one setting, which is unavailable when one of them is.
struct ResolvedParts {
  private var reasons: [String] = []

  /// The value of `part`; nil when it is absent, wrong or unavailable.
  mutating func take<Value>(_ part: Resolved<Value>?) -> Value? {
    switch part {
    case .value(let value): return value
    case .unavailable(let reason):
      reasons.append(reason)
      return nil
    case nil: return nil
    }
  }

  /// `value`, unless a part is unavailable.
  func whole<Value>(_ value: Value?) -> Resolved<Value>? {
    reasons.isEmpty ? value.map { .value($0) } : .unavailable(reasons.joined(separator: "; "))
  }
}
