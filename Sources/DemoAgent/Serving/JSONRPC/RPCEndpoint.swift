internal import HTTPServer
internal import JSON
internal import JSONRPC

/// The JSON-RPC endpoint: takes envelopes apart, lets the service work, and puts its replies into envelopes.
struct RPCEndpoint: Sendable {
  let dialect: any RPCDialect
  let reception: Reception

  func respond(to request: ServerRequest) async -> ServerResponse {
    guard request.mediaType == "application/json" else { return ServerResponse(status: 415) }
    let message: RPCMessage
    do throws(JSONSyntaxError) {
      message = RPCMessage(try JSONValue(parsing: request.body))
    } catch {
      return Self.failure(nil, dialect.error(.parseError("\(error)")))
    }
    switch message {
    case .request(let id, let method, let params): return await answer(id, method, params ?? [:], request)
    case .malformed(let id, let error): return Self.failure(id, error)
    // A2A has no notifications and this agent asks nothing: there is nobody to answer.
    case .notification: return ServerResponse(status: 202)
    case .response, .unanswerable: return ServerResponse(status: 400)
    }
  }

  private func answer(
    _ id: RequestID, _ method: String, _ params: JSONObject, _ request: ServerRequest
  ) async -> ServerResponse {
    guard let name = dialect.methods[method] else {
      return Self.failure(id, dialect.error(.methodNotFound(method)))
    }
    do throws(AgentError) {
      let operation = try reception.operation(name, params, in: dialect.words, of: request)
      return response(to: id, with: try await reception.service.perform(operation))
    } catch {
      let failure = dialect.error(error)
      guard dialect.eventErrors.contains(name) else { return Self.failure(id, failure) }
      return EventStream.response { stream in try await stream.send(Self.json(id, .failure(failure))) }
    }
  }

  private func response(to id: RequestID, with outcome: Outcome) -> ServerResponse {
    switch outcome {
    case .answer(let answer):
      Self.response(.response(id: id, .success(dialect.words.json(answer))))
    case .events(let source):
      EventStream.response { stream in
        try await source.deliver { event in
          try await stream.send(Self.json(id, .success(dialect.words.json(event))))
        }
      }
    }
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

  private static func json(_ id: RequestID, _ result: Result<JSONValue, RPCError>) -> JSONValue {
    .object(RPCMessage.response(id: id, result).json)
  }
}
