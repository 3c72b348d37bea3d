internal import HTTPServer
internal import JSON
internal import JSONRPC

/// The JSON-RPC endpoint: takes envelopes apart, lets the service work, and puts its replies into envelopes.
struct Endpoint: Sendable {
  let wire: any Wire
  let service: Service

  func respond(to request: ServerRequest) async -> ServerResponse {
    guard Self.isJSON(request.fields["Content-Type"]) else { return ServerResponse(status: 415) }
    let message: RPCMessage
    do throws(JSONSyntaxError) {
      message = RPCMessage(try JSONValue(parsing: request.body))
    } catch {
      return Self.failure(nil, RPCError(code: RPCError.parseError, message: "Parse error: \(error)"))
    }
    switch message {
    case .request(let id, let method, let params):
      return await answer(id, method, params ?? [:], version: request.fields["A2A-Version"])
    case .malformed(let id, let error): return Self.failure(id, error)
    // A2A has no notifications and this agent asks nothing: there is nobody to answer.
    case .notification: return ServerResponse(status: 202)
    case .response, .unanswerable: return ServerResponse(status: 400)
    }
  }

  private func answer(
    _ id: RequestID, _ method: String, _ params: JSONObject, version: String?
  ) async -> ServerResponse {
    do throws(AgentError) {
      guard let operation = wire.operations[method] else { throw .methodNotFound(method) }
      try wire.check(version: version)
      return try await perform(operation, named: method, JSONFields(params), answering: id)
    } catch {
      let failure = RPCError(code: error.code, message: error.message, data: wire.data(of: error))
      guard let operation = wire.operations[method], wire.eventErrors.contains(operation) else {
        return Self.failure(id, failure)
      }
      return EventStream.response(answering: id) { stream in try await stream.send(.failure(failure)) }
    }
  }

  private func perform(
    _ operation: Operation, named method: String, _ params: JSONFields, answering id: RequestID
  ) async throws(AgentError) -> ServerResponse {
    switch operation {
    case .send:
      return Self.success(id, try await send(read(params, wire.sendRequest)))
    case .stream:
      return try stream(read(params, wire.sendRequest), answering: id)
    case .get:
      let query = try read(params, wire.taskQuery)
      return Self.success(id, wire.task(try service.task(query.id).showingHistory(query.historyLength)))
    case .cancel:
      return Self.success(id, wire.task(try service.cancel(try read(params, wire.taskQuery).id)))
    case .subscribe:
      let query = try read(params, wire.taskQuery)
      return follow(try service.position(of: query.id), query.historyLength, answering: id)
    case .pushNotifications:
      throw .pushNotificationNotSupported
    case .unsupported:
      throw .unsupportedOperation("\(method) is not supported by this agent")
    }
  }

  private func read<Params>(
    _ params: JSONFields, _ reader: (JSONFields) throws(JSONMismatch) -> Params
  ) throws(AgentError) -> Params {
    do {
      return try reader(params)
    } catch {
      let problem = error.isMissing ? "missing" : "expected \(error.expected), found \(error.found)"
      throw .invalidParams(path: error.path.description, problem: problem)
    }
  }

  private func send(_ request: SendRequest) async throws(AgentError) -> JSONValue {
    switch try service.begin(request) {
    case .message(let message):
      return wire.answer(message)
    case .task(let start):
      let task = request.blocks ? await start.task.outcome(from: start) : start.snapshot
      return wire.answer(task.showingHistory(request.historyLength))
    }
  }

  private func stream(_ request: SendRequest, answering id: RequestID) throws(AgentError) -> ServerResponse {
    switch try service.begin(request) {
    case .message(let message):
      EventStream.response(answering: id) { events in try await events.send(.success(wire.answer(message))) }
    case .task(let start):
      follow(start, request.historyLength, answering: id)
    }
  }

  /// The task as it is, then what happens to it, to the end of the turn.
  private func follow(
    _ start: LiveTask.Position, _ historyLength: Int?, answering id: RequestID
  ) -> ServerResponse {
    EventStream.response(answering: id) { stream in
      try await stream.send(.success(wire.answer(start.snapshot.showingHistory(historyLength))))
      // A question is answered by a message, which has a stream of its own; a sign-in goes on by itself.
      guard start.snapshot.status.state != .inputRequired else { return }
      try await start.task.following(from: start) { events in
        while let event = await events.next() {
          try await stream.send(.success(wire.event(event, of: start.task)))
        }
      }
    }
  }

  private static func success(_ id: RequestID, _ result: JSONValue) -> ServerResponse {
    response(.response(id: id, .success(result)))
  }

  private static func failure(_ id: RequestID?, _ error: RPCError) -> ServerResponse {
    response(.response(id: id, .failure(error)))
  }

  // Errors have status 200 too, as the official servers do it.
  private static func response(_ message: RPCMessage) -> ServerResponse {
    ServerResponse(
      status: 200, fields: ["Content-Type": "application/json"],
      body: JSONValue.object(message.json).serialized())
  }

  private static func isJSON(_ type: String?) -> Bool {
    guard let type = type?.prefix(while: { $0 != ";" && $0 != " " }) else { return false }
    return type.lowercased() == "application/json"
  }
}
