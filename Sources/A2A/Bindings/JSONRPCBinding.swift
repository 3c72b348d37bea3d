import HTTP
import JSON
import JSONRPC

/// A2A over JSON-RPC 2.0 and server-sent events (A2A 1.0 §9; 0.3 §3.2.1), in the words of one dialect.
package struct JSONRPCBinding: AgentBinding {
  private let endpoint: AgentEndpoint
  private let dialect: any Dialect

  /// The interface at `endpoint`, spoken to in `dialect`.
  package init(_ endpoint: AgentEndpoint, dialect: some Dialect) {
    self.endpoint = endpoint
    self.dialect = dialect
  }

  package func send(_ request: SendRequest, within limit: Duration) async throws(A2AError) -> AgentEvent {
    // An answer that comes at once to a question's answer may still show the question, as some agents do.
    let isNew = request.message.taskID == nil
    let parameters = dialect.parameters(of: request, returnImmediately: isNew, tenant: endpoint.tenant)
    var http = call(.sendMessage, parameters)
    // Some agents answer only when all is done, whatever they are asked, so silence proves nothing here.
    http.deadlines.firstByte = nil
    http.deadlines.total = limit
    return try event(in: try await result(of: http))
  }

  package func stream(
    _ request: SendRequest, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    let parameters = dialect.parameters(of: request, returnImmediately: false, tenant: endpoint.tenant)
    var http = call(.sendStreamingMessage, parameters)
    // As with `send`: some agents begin the response with their first word.
    http.deadlines.firstByte = nil
    try await listen(http, within: limit, onEvent: onEvent)
  }

  package func subscribe(
    to taskID: String, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    try await listen(call(.subscribeToTask, taskID), within: limit, onEvent: onEvent)
  }

  package func task(_ id: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    var request = call(.getTask, id)
    request.deadlines.total = min(limit, request.deadlines.firstByte ?? limit)
    return try await task(request)
  }

  package func cancel(_ taskID: String, within limit: Duration) async throws(A2AError) -> AgentTask {
    var request = call(.cancelTask, taskID)
    request.deadlines.total = limit
    return try await task(request)
  }

  private func task(_ request: HTTPRequest) async throws(A2AError) -> AgentTask {
    guard case .task(let task) = try event(in: try await result(of: request)) else {
      throw A2AError(.invalidAgentResponse, "the agent answered no task", mayHaveRun: true)
    }
    return task
  }
}

// MARK: The exchange

extension JSONRPCBinding {
  /// How long an agent may go on streaming to nobody. Most streams end right after the last word, which keeps the
  /// connection; and agents are known to hang for ever when a reader leaves before its task is canceled.
  private static let farewell = Duration.seconds(5)

  private func call(_ operation: Operation, _ taskID: String) -> HTTPRequest {
    call(operation, dialect.parameters(ofTask: taskID, tenant: endpoint.tenant))
  }

  private func call(_ operation: Operation, _ parameters: JSONObject) -> HTTPRequest {
    let message = RPCMessage.request(
      id: .integer(JSONNumber(1)), method: dialect.method(of: operation), params: parameters)
    var request = endpoint.request(version: dialect.version)
    request.fields["Content-Type"] = "application/json"
    request.fields["Accept"] = "application/json, application/a2a+json"
    request.body = message.json.serialized()
    return request
  }

  private func result(of request: HTTPRequest) async throws(A2AError) -> JSONValue {
    let (head, body) = try await endpoint.response(to: request)
    return try await RPCAnswer.reading(body) { body throws(A2AError) in
      try RPCAnswer(head: head, body: body)
    }.result
  }

  private func event(in result: JSONValue) throws(A2AError) -> AgentEvent {
    guard let event = AgentEvent(wire: result) else { throw .unreadable(result) }
    return event
  }

  private func listen(
    _ call: HTTPRequest, within limit: Duration, onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    var call = call
    call.fields["Accept"] = "text/event-stream, application/json"
    call.deadlines.total = limit
    call.farewell = Self.farewell
    try await endpoint.withResponse(to: call) { response async throws(A2AError) in
      var body = PeekedBody(response)
      if try await body.isEventStream() {
        try await listen(to: body, onEvent)
      } else {
        // An answer in one piece is legal, and so is an error before the first event.
        let (head, bytes) = (response.head, try await body.collected())
        let answer = try await RPCAnswer.reading(bytes) { bytes throws(A2AError) in
          try RPCAnswer(head: head, body: bytes)
        }
        _ = onEvent(try event(in: answer.result))
      }
    }
  }

  private func listen(
    to body: PeekedBody, _ onEvent: (AgentEvent) -> StreamInterest
  ) async throws(A2AError) {
    var events = EventReader(body, limit: endpoint.limits.bodyBytes)
    var hasHeard = false
    do throws(A2AError) {
      while let data = try await events.next() {
        let answer = try await RPCAnswer.reading(data) { data throws(A2AError) in try RPCAnswer(event: data) }
        let event = try event(in: answer.result)
        hasHeard = true
        if onEvent(event) == .turnOver { return }
      }
    } catch {
      // Whatever an agent says after its first word, it has acted.
      throw hasHeard ? error.afterAction : error
    }
  }
}

extension A2AError {
  fileprivate var afterAction: A2AError {
    var error = self
    error.mayHaveRun = true
    return error
  }

  /// How much of an answer that makes no sense is quoted.
  private static let excerptCharacters = 200

  static func unreadable(_ json: JSONValue) -> A2AError {
    let excerpt = String(json.text.prefix(excerptCharacters))
    return A2AError(
      .invalidAgentResponse, "the agent's answer is neither a message nor a task: \(excerpt)",
      mayHaveRun: true)
  }
}
