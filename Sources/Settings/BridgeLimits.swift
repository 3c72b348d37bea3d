/// What bounds the bridge as a whole.
package struct BridgeLimits: Sendable, Hashable {
  /// How many tool calls run at the same time.
  package var concurrentCalls = 32

  package static let concurrentCallsRange = 1...1_024

  package init() {}
}
