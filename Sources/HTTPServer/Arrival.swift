internal import NIOHTTP1

/// What a connection brought.
enum Arrival: Sendable {
  case request(ServerRequest, version: HTTPVersion, keepsAlive: Bool)
  /// Not to be processed, only to be answered with this status before the connection is closed.
  case refused(status: Int)
}
