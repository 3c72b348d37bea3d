import HTTP

/// Reads the server-sent events of one response, one at a time.
struct EventReader {
  private var body: HTTPResponse.Body.Iterator
  private var parser: ServerSentEventParser
  private var ready: ArraySlice<ServerSentEvent> = []

  init(_ response: HTTPResponse, limit: Int) {
    body = response.body.makeAsyncIterator()
    parser = ServerSentEventParser(maxEventBytes: limit)
  }

  /// The data of the next event that has any, nil at the end of the stream.
  mutating func next() async throws(A2AError) -> [UInt8]? {
    while true {
      while let event = ready.popFirst() {
        if !event.data.isEmpty, event.data != Self.done { return event.data }
      }
      guard try await refill() else { return nil }
    }
  }

  private mutating func refill() async throws(A2AError) -> Bool {
    do throws(HTTPError) {
      guard let bytes = try await body.next() else {
        guard let last = parser.finish() else { return false }
        ready = [last]
        return true
      }
      ready = try push(bytes)[...]
      return true
    } catch {
      throw A2AError(error)
    }
  }

  private mutating func push(_ bytes: [UInt8]) throws(HTTPError) -> [ServerSentEvent] {
    do throws(EventTooLarge) {
      return try parser.push(bytes)
    } catch {
      throw HTTPError(.bodyTooLarge, "an event of the stream is too large", mayHaveBeenSent: true)
    }
  }

  /// What agents built on OpenAI's habits end their streams with.
  private static let done = [UInt8]("[DONE]".utf8)
}
