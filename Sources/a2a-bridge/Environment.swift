import FoundationEssentials
import Telemetry

/// The variables that the program was started with.
enum Environment {
  static var current: [String: String] { ProcessInfo.processInfo.environment }

  /// How many bridges have called each other until this one was started.
  static var hops: Int { HopCount.read(current[HopCount.variable]) ?? 0 }
}
