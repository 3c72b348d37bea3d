internal import NIOHTTP1

/// What a connection brought.
enum Arrival: Sendable {
  /// - claim: What the body counts for as long as it is held.
  case request(ServerRequest, claim: BodyBudget.Claim, version: HTTPVersion, keepsAlive: Bool)
  /// Not to be processed, only to be answered like this before the connection is closed.
  case refused(ServerResponse)
}
