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
