/// What bounds the traffic with one agent.
package struct AgentLimits: Sendable, Hashable {
  /// How many calls run at the same time; more wait.
  package var concurrentCalls = 32
  /// How many calls begin within 60 seconds; more are refused.
  package var callsPerMinute = 600
  /// How many calls begin within an hour; more are refused.
  package var callsPerHour = 10_000
  /// The largest card.
  package var cardBytes = 1 << 20
  /// The largest answer, and the largest stream in all, after decompression.
  package var answerBytes = 128 << 20

  package static let concurrentCallsRange = 1...1_024
  package static let callsPerMinuteRange = 1...1_000_000
  package static let callsPerHourRange = 1...1_000_000
  package static let cardBytesRange = 1_024...(16 << 20)
  package static let answerBytesRange = 1_024...(1 << 30)

  package init() {}
}
