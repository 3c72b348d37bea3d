/// How long a server may take, as the field `grpc-timeout` says it: at most eight digits and a unit.
struct GRPCTimeout: Sendable, CustomStringConvertible {
  let description: String

  private static let mostDigits = Int64(99_999_999)

  /// `duration` in the finest unit that can say it, rounded up; nothing shorter than a nanosecond, nor longer than
  /// the field can say, which is 11,000 years.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let fractions: [(unit: Character, attoseconds: Int64)] = [
      ("n", 1_000_000_000), ("u", 1_000_000_000_000), ("m", 1_000_000_000_000_000),
    ]
    for (unit, size) in fractions {
      let perSecond = 1_000_000_000_000_000_000 / size
      guard seconds <= Self.mostDigits / perSecond else { continue }
      let count = max(1, seconds * perSecond + (attoseconds + size - 1) / size)
      if count <= Self.mostDigits {
        description = "\(count)\(unit)"
        return
      }
    }
    let whole = attoseconds > 0 ? seconds + 1 : seconds
    let units: [(unit: Character, seconds: Int64)] = [("S", 1), ("M", 60), ("H", 3_600)]
    let unit = units.first { whole <= Self.mostDigits * $0.seconds } ?? ("H", 3_600)
    let count = whole / unit.seconds + (whole % unit.seconds > 0 ? 1 : 0)
    description = "\(min(Self.mostDigits, count))\(unit.unit)"
  }
}
