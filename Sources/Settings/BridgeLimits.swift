/// What bounds the bridge as a whole.
package struct BridgeLimits: Sendable, Hashable {
  /// How many tool calls run at the same time; more wait.
  package var concurrentCalls = 32
  /// How many tool calls begin within 60 seconds; more are refused.
  package var callsPerMinute = 1_200
  /// How many tool calls begin within an hour; more are refused.
  package var callsPerHour = 20_000
  /// How many bridges a call may have gone through when it comes to an agent, this one included.
  package var hops = 3
  /// How much all answers that are being received may take up together.
  package var memoryBytes = 512 << 20

  package static let concurrentCallsRange = 1...1_024
  package static let callsPerMinuteRange = 1...1_000_000
  package static let callsPerHourRange = 1...1_000_000
  package static let hopsRange = 1...16
  package static let memoryBytesRange = (1 << 20)...(64 << 30)

  package init() {}
}
