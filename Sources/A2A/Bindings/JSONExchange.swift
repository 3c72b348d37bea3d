import HTTP
import JSON

/// One exchange of JSON with an agent: an answer whole, or as server-sent events. What stands in it is the binding's
/// business.
struct JSONExchange: Sendable {
  let endpoint: AgentEndpoint

  /// A request with a body of JSON, if it has one, within the time that suits `operation`.
  func request(
    _ method: HTTPRequest.Method, _ url: WebURL, _ body: JSONObject?, for operation: Operation,
    in dialect: some Dialect, within limit: Duration
  ) -> HTTPRequest {
    var request = endpoint.request(method, url, in: dialect)
    if let body {
      request.fields["Content-Type"] = "application/json"
      request.body = JSONValue.object(body).serialized()
    }
    request.deadlines = request.deadlines.suiting(operation, within: limit)
    return request
  }

  /// The answer to `operation`.
  func answer(_ request: HTTPRequest, to operation: Operation) async throws(A2AError) -> Answer {
    var request = request
    request.fields["Accept"] = "application/json, application/a2a+json"
    let (head, body) = try await endpoint.response(to: request)
    let answer = try await WireAnswer.reading(body) { body throws(A2AError) in
      try WireAnswer(head: head, body: body)
    }
    return try Answer(wire: answer.result, to: operation)
  }

  /// Hears what comes by the stream that answers `request`.
  func listen(
    _ request: HTTPRequest, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    var request = request
    request.fields["Accept"] = "text/event-stream, application/json"
    request.farewell = AgentEndpoint.farewell
    try await endpoint.withResponse(to: request) { response async throws(A2AError) in
      var body = PeekedBody(response)
      if try await body.isEventStream() {
        try await listen(to: body, onSign)
      } else {
        // An answer in one piece is legal, and so is an error before the first event.
        let (head, bytes) = (response.head, try await body.collected())
        let answer = try await WireAnswer.reading(bytes) { bytes throws(A2AError) in
          try WireAnswer(head: head, body: bytes)
        }
        _ = await onSign(.event(try AgentEvent(answer: answer.result)))
      }
    }
  }

  private func listen(
    to body: PeekedBody, _ onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    var events = EventReader(body, limit: endpoint.limits.bodyBytes)
    var hasHeard = false
    do throws(A2AError) {
      while let sign = try await events.next() {
        if case .event = sign { hasHeard = true }
        if await onSign(sign) == .turnOver { return }
      }
    } catch {
      // Whatever an agent says after its first word, it has acted.
      throw hasHeard ? error.afterAction : error
    }
  }
}

extension A2AError {
  /// The same error of an agent that has begun to act.
  var afterAction: A2AError {
    var error = self
    error.mayHaveRun = true
    return error
  }

  /// An operation that the version spoken here has not.
  static func notSpoken(_ operation: Operation) -> A2AError {
    A2AError(
      .notInDialect, "the agent's way of speaking A2A has no \(operation.name)", mayHaveRun: false)
  }
}
