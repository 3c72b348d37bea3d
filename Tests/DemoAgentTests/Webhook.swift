import DemoAgent
import HTTPServer
import JSON
import Synchronization
import Testing

/// A webhook that remembers what it is told, and answers as it is told.
final class Webhook: Sendable {
  private let statuses: Mutex<[Int]>
  private let received: AsyncStream<ServerRequest>
  private let record: AsyncStream<ServerRequest>.Continuation

  /// A webhook whose first answers have these statuses, all others 200.
  init(statuses: [Int] = []) {
    self.statuses = Mutex(statuses)
    (received, record) = AsyncStream.makeStream()
  }

  /// Runs as long as `body` does, which gets the address.
  func run<Result>(_ body: (_ url: String) async throws -> Result) async throws -> Result {
    try await HTTPServer().withRunning { [self] request in
      record.yield(request)
      return ServerResponse(status: statuses.withLock { $0.isEmpty ? 200 : $0.removeFirst() })
    } _: { port in
      try await body("http://127.0.0.1:\(port)/hook?a=1")
    }
  }

  /// What comes, up to the first request that `isLast`.
  func requests(upTo isLast: (ServerRequest) throws -> Bool) async rethrows -> [ServerRequest] {
    var requests: [ServerRequest] = []
    for await request in received {
      requests.append(request)
      if try isLast(request) { break }
    }
    return requests
  }
}
