/// How long each step with an agent may take.
package struct TimeoutSettings: Sendable, Hashable {
  /// TCP and TLS.
  package var connect = Duration.seconds(5)
  /// The whole fetch of the card.
  package var card = Duration.seconds(10)
  /// From the request to the head of the response.
  package var firstByte = Duration.seconds(30)
  /// Silence on a stream before it is taken for lost.
  package var idle = Duration.seconds(60)
  /// How long one task is followed at all.
  package var task = Duration.seconds(3_600)

  package init() {}
}
