import HTTP

/// A response's body, of which the beginning may be looked at before it is read.
struct PeekedBody {
  private let head: HTTPResponse.Head
  /// Where what is kept of it counts.
  let memory: MemoryBudget
  private var bytes: HTTPResponse.Body.Iterator
  private var peeked: [UInt8]?

  init(_ response: HTTPResponse) {
    head = response.head
    memory = response.memory
    bytes = response.body.makeAsyncIterator()
  }

  /// Whether this is a stream of events: as the content type says or, since agents name others or none, as it begins.
  mutating func isEventStream() async throws(A2AError) -> Bool {
    guard head.status == 200 else { return false }
    if head.isEventStream { return true }
    peeked = try await next()
    return peeked?.beginsLikeEvents ?? false
  }

  /// The bytes that have arrived since the last call, nil at the end.
  mutating func next() async throws(A2AError) -> [UInt8]? {
    if let peeked = peeked.take() { return peeked }
    do throws(HTTPError) { return try await bytes.next() } catch { throw A2AError(error) }
  }

  /// All that is left.
  mutating func collected() async throws(A2AError) -> [UInt8] {
    var all: [UInt8] = []
    var claim = MemoryClaim(on: memory)
    while let chunk = try await next() {
      do throws(HTTPError) { try claim.cover(all.count + chunk.count) } catch { throw A2AError(error) }
      all += chunk
    }
    return all
  }
}

extension [UInt8] {
  /// True for what begins with a field or a comment of an event stream: no JSON and no page does.
  fileprivate var beginsLikeEvents: Bool {
    guard let first = firstIndex(where: { $0 > 0x20 }) else { return false }
    let rest = self[first...]
    return rest.first == UInt8(ascii: ":")
      || ["data:", "event:", "id:", "retry:"].contains { rest.starts(with: $0.utf8) }
  }
}
