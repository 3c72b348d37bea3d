/// What a client can ask of the agent; every version has its own names for these.
enum Operation: Sendable, CaseIterable {
  case send, stream, get, cancel, subscribe
  /// The operations on push notification configurations, which this agent does not offer.
  case pushNotifications
  /// The operations that are in the specification and not in this agent.
  case unsupported
}
