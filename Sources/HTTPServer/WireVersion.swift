/// The two ways in which a connection carries requests.
enum WireVersion: Sendable, Equatable {
  /// One after the other.
  case http1
  /// On streams beside each other.
  case http2
}
