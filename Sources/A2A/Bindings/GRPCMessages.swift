import HTTP

/// Reads the messages of one gRPC response, one at a time, and at the end the status that says how the call went.
struct GRPCMessages: ~Copyable {
  private let response: HTTPResponse
  private var body: HTTPResponse.Body.Iterator
  private var frames: GRPCFrameReader
  private var claim: MemoryClaim
  /// The messages that have come together, the next one last, so that each can be let go as soon as it is read.
  private var ready: [[UInt8]] = []

  /// - Parameter limit: How many bytes one message may have.
  /// - Throws: ``A2AError`` for a response that is not gRPC's, such as a proxy's page.
  init(_ response: HTTPResponse, limit: Int) throws(A2AError) {
    let head = response.head
    let isOver = head.fields[GRPCStatus.field] != nil
    guard head.status == 200 || isOver else { throw A2AError(head: head, excerpt: "") }
    guard head.isGRPC || isOver else {
      throw A2AError(
        .invalidAgentResponse,
        "the agent answered \(head.fields["Content-Type"] ?? "no content type"), which is not gRPC",
        mayHaveRun: true)
    }
    self.response = response
    body = response.body.makeAsyncIterator()
    frames = GRPCFrameReader(limit: limit)
    claim = MemoryClaim(on: response.memory)
  }

  /// The next message; nil when the call has ended well.
  ///
  /// - Throws: ``A2AError``, also for the status of a call that has not ended well.
  mutating func next() async throws(A2AError) -> [UInt8]? {
    while ready.isEmpty {
      guard try await refill() else {
        try status.check()
        return nil
      }
    }
    return ready.popLast()
  }

  private mutating func refill() async throws(A2AError) -> Bool {
    let bytes: [UInt8]?
    // What completes a message counts until the next bytes are asked for.
    do throws(HTTPError) {
      try claim.cover(frames.heldBytes)
      bytes = try await body.next()
      try claim.cover(frames.heldBytes + (bytes?.count ?? 0))
    } catch {
      throw A2AError(error)
    }
    do throws(GRPCFrameReader.Problem) {
      guard let bytes else {
        try frames.finish()
        return false
      }
      ready = try frames.push(bytes).reversed()
    } catch {
      throw A2AError(error)
    }
    return true
  }

  /// A call that brings no message may have its status in the head ("Trailers-Only").
  private var status: GRPCStatus {
    GRPCStatus(response.head.fields[GRPCStatus.field] == nil ? response.trailers : response.head.fields)
  }
}

extension HTTPResponse.Head {
  /// Whether the content is gRPC's: `application/grpc`, perhaps with a `+` or parameters.
  fileprivate var isGRPC: Bool {
    fields["Content-Type"]?.lowercased().hasPrefix("application/grpc") ?? false
  }
}

extension A2AError {
  fileprivate init(_ problem: GRPCFrameReader.Problem) {
    switch problem {
    case .compressed:
      self.init(
        .invalidAgentResponse, "the agent compressed its answer, which it was not asked to", mayHaveRun: true)
    case .tooLarge(let count):
      self.init(
        .transport(.bodyTooLarge), "a message of the agent has \(count) bytes, more than are accepted",
        mayHaveRun: true)
    case .cutShort:
      self.init(.invalidAgentResponse, "the agent's answer ended within a message", mayHaveRun: true)
    }
  }
}
