/// How long a client waits, as the field `grpc-timeout` says it: up to eight digits and a unit.
struct GRPCTimeout: Equatable {
  let duration: Duration

  /// nil for what is no such field.
  init?(_ text: String) {
    let digits = text.dropLast()
    guard (1...8).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(digits)
    else { return nil }
    switch text.last {
    case "H": duration = .seconds(count * 3_600)
    case "M": duration = .seconds(count * 60)
    case "S": duration = .seconds(count)
    case "m": duration = .milliseconds(count)
    case "u": duration = .microseconds(count)
    case "n": duration = .nanoseconds(count)
    default: return nil
    }
  }
}
