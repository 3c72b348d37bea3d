import HTTP

/// A2A over gRPC (A2A 1.0 §10; 0.3 §3.2.2), in the words of one dialect.
package struct GRPCBinding: AgentBinding {
  private let endpoint: AgentEndpoint
  private let dialect: any GRPCDialect

  /// The interface at `endpoint`, spoken to in `dialect`.
  package init(_ endpoint: AgentEndpoint, dialect: some GRPCDialect) {
    self.endpoint = endpoint
    self.dialect = dialect
  }

  package func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    let request = try request(for: operation, within: limit)
    return try await endpoint.withResponse(to: request) { response async throws(A2AError) in
      var messages = try GRPCMessages(response, limit: endpoint.limits.bodyBytes)
      guard let message = try await messages.next() else { throw .notOneMessage }
      do throws(A2AError) {
        guard try await messages.next() == nil else { throw .notOneMessage }
      } catch {
        throw error.afterAction
      }
      return try await WireAnswer.reading(message) { message throws(A2AError) in
        try dialect.answer(message, to: operation)
      }
    }
  }

  package func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    var request = try request(for: operation, within: limit)
    // Servers send the head together with the first message.
    request.deadlines.firstByte = nil
    request.farewell = AgentEndpoint.farewell
    try await endpoint.withResponse(to: request) { response async throws(A2AError) in
      var hasHeard = false
      do throws(A2AError) {
        var messages = try GRPCMessages(response, limit: endpoint.limits.bodyBytes)
        while let message = try await messages.next() {
          hasHeard = true
          let event = try await WireAnswer.reading(message) { message throws(A2AError) in
            try dialect.event(message)
          }
          let sign = event.map { StreamSign.event($0) } ?? .life
          if await onSign(sign) == .turnOver { return }
        }
      } catch {
        // Whatever an agent says after its first word, it has acted.
        throw hasHeard ? error.afterAction : error
      }
    }
  }

  func request(for operation: Operation, within limit: Duration) throws(A2AError) -> HTTPRequest {
    guard let call = try dialect.call(for: operation, tenant: endpoint.tenant) else {
      throw .notSpoken(operation)
    }
    let url = endpoint.url.appending(path: "/\(dialect.service)/\(call.method)")
    var request = endpoint.request(.post, url, in: dialect)
    request.version = .http2
    // Messages are compressed one by one, if at all.
    request.acceptsCompression = false
    request.deadlines = request.deadlines.suiting(operation, within: limit)
    request.fields["Content-Type"] = "application/grpc"
    request.fields["TE"] = "trailers"
    request.fields["grpc-timeout"] = GRPCTimeout(request.deadlines.total ?? limit).description
    request.body = GRPCFrameReader.frame(call.message)
    return request
  }
}

extension A2AError {
  fileprivate static let notOneMessage = A2AError(
    .invalidAgentResponse, "the agent did not answer with one message", mayHaveRun: true)
}
