import HTTP

/// Reads the server-sent events of one body, one at a time.
struct EventReader {
  private var body: PeekedBody
  private var parser: ServerSentEventParser
  /// The events that have come together, the next one last, so that each can be let go as soon as it is read.
  private var ready: [ServerSentEvent] = []

  init(_ body: PeekedBody, limit: Int) {
    self.body = body
    parser = ServerSentEventParser(maxEventBytes: limit)
  }

  /// The data of the next event that has any, nil at the end of the stream.
  mutating func next() async throws(A2AError) -> [UInt8]? {
    while true {
      while let event = ready.popLast() {
        if !event.data.isEmpty, event.data != Self.done { return event.data }
      }
      guard try await refill() else { return nil }
    }
  }

  private mutating func refill() async throws(A2AError) -> Bool {
    guard let bytes = try await body.next() else {
      guard let last = parser.finish() else { return false }
      ready = [last]
      return true
    }
    do throws(EventTooLarge) {
      ready = try parser.push(bytes).reversed()
    } catch {
      throw A2AError(
        .transport(.bodyTooLarge), "an event of the agent's stream has more than \(error.limit) bytes",
        mayHaveRun: true)
    }
    return true
  }

  /// What agents built on OpenAI's habits end their streams with.
  private static let done = [UInt8]("[DONE]".utf8)
}
