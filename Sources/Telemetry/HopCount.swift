/// How many bridges a call has gone through, so that agents and bridges that call each other in a circle come to an
/// end.
///
/// A bridge is told of the hops before it by the host, in a request's `_meta`, or by whoever has started it, in the
/// environment. It tells the agent: in the header of each request of a call, and in the message's metadata, for agents
/// that hand metadata on. What no agent hands on ends no circle; there the limits of calls do.
package enum HopCount {
  /// How many bridges the request has gone through that is being answered, as its client says; nil where it says
  /// nothing.
  @TaskLocal package static var incoming: Int?
  /// What requests to an agent say: the same, and this bridge.
  @TaskLocal package static var outgoing: Int?

  /// The header of requests to agents.
  package static let header = "A2A-Bridge-Hop"
  /// The member of a request's `_meta`, and of a message's metadata.
  package static let metaKey = "a2a-bridge/hop"
  /// The variable by which whoever starts a bridge on behalf of a call hands on the header's value.
  package static let variable = "A2A_BRIDGE_HOP"
  /// What is counted up to; more is as good as this.
  package static let highest = 1_000_000

  /// A count as it came.
  ///
  /// - Returns: nil for what is none.
  package static func read(_ count: Int?) -> Int? {
    count.flatMap { $0 >= 0 ? min($0, highest) : nil }
  }

  /// A count in digits.
  ///
  /// - Returns: nil for what is none. More digits than a number has are the highest count: they would not be fewer.
  package static func read(_ text: String?) -> Int? {
    guard let text, !text.isEmpty,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return read(Int(text) ?? highest)
  }
}
