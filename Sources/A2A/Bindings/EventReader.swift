import HTTP

/// Reads the server-sent events of one body, one at a time.
struct EventReader: ~Copyable {
  /// How large one event may be, whatever the whole stream may bring.
  static let maxEventBytes = 32 << 20

  private var body: PeekedBody
  private var parser: ServerSentEventParser
  private var claim: MemoryClaim
  /// The events that have come together, the next one last, so that each can be let go as soon as it is read.
  private var ready: [ServerSentEvent] = []

  init(_ body: PeekedBody, limit: Int) {
    self.body = body
    claim = MemoryClaim(on: body.memory)
    parser = ServerSentEventParser(maxEventBytes: min(limit, Self.maxEventBytes))
  }

  /// What comes next, nil at the end of the stream. Bytes that complete no event are a sign of life.
  mutating func next() async throws(A2AError) -> StreamSign? {
    if let data = nextData() { return .event(try await Self.event(data)) }
    guard try await refill() else { return nil }
    guard let data = nextData() else { return .life }
    return .event(try await Self.event(data))
  }

  /// The data of the next event at hand that has any.
  private mutating func nextData() -> [UInt8]? {
    while let event = ready.popLast() {
      if !event.data.isEmpty, event.data != Self.done { return event.data }
    }
    return nil
  }

  private static func event(_ data: [UInt8]) async throws(A2AError) -> AgentEvent {
    let answer = try await WireAnswer.reading(data) { data throws(A2AError) in try WireAnswer(event: data) }
    return try AgentEvent(answer: answer.result)
  }

  private mutating func refill() async throws(A2AError) -> Bool {
    try cover(parser.heldBytes)
    guard let bytes = try await body.next() else {
      guard let last = parser.finish() else { return false }
      ready = [last]
      return true
    }
    // What completes an event counts until the next bytes are asked for.
    try cover(parser.heldBytes + bytes.count)
    do throws(EventTooLarge) {
      ready = try parser.push(bytes).reversed()
    } catch {
      throw A2AError(
        .transport(.bodyTooLarge), "an event of the agent's stream has more than \(error.limit) bytes",
        mayHaveRun: true)
    }
    return true
  }

  private mutating func cover(_ count: Int) throws(A2AError) {
    do throws(HTTPError) { try claim.cover(count) } catch { throw A2AError(error) }
  }

  /// What agents built on OpenAI's habits end their streams with.
  private static let done = [UInt8]("[DONE]".utf8)
}
