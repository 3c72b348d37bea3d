internal import HTTPServer
internal import JSON

/// The HTTP+JSON interface: makes parameters of paths, queries and bodies, and bodies of answers.
struct RESTEndpoint: Sendable {
  let dialect: any RESTDialect
  let reception: Reception

  /// The answer to `request`, whose path is `path` below the interface's URL; nil where there is nothing.
  func respond(to request: ServerRequest, at path: String) async -> ServerResponse? {
    let matches = dialect.routes.compactMap { route in
      route.template.values(in: path).map { (route: route, values: $0) }
    }
    guard !matches.isEmpty else { return nil }
    guard let match = matches.first(where: { $0.route.method == request.method }) else {
      return Self.wrongMethod(allowing: matches.map(\.route.method))
    }
    guard request.body.isEmpty || dialect.requestTypes.contains(request.mediaType ?? "") else {
      return ServerResponse(status: 415)
    }
    do throws(AgentError) {
      let params = try params(match.values, request)
      let operation = try reception.operation(match.route.operation, params, in: dialect.words, of: request)
      return response(with: try await reception.service.perform(operation))
    } catch {
      let failure = dialect.failure(error)
      return response(failure.status, .object(failure.body))
    }
  }

  private func response(with outcome: Outcome) -> ServerResponse {
    switch outcome {
    case .answer(let answer):
      response(200, dialect.words.json(answer))
    case .events(let source):
      EventStream.response { stream in
        try await source.deliver { event in try await stream.send(dialect.words.json(event)) }
      }
    }
  }

  private func response(_ status: Int, _ body: JSONValue) -> ServerResponse {
    ServerResponse(status: status, fields: ["Content-Type": dialect.answerType], body: body.serialized())
  }

  private static func wrongMethod(allowing methods: [String]) -> ServerResponse {
    let allowed = methods.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return ServerResponse(status: 405, fields: ["Allow": allowed.joined(separator: ", ")])
  }
}

// MARK: - Parameters

extension RESTEndpoint {
  /// The fields of the request's message, which come from three places and must agree where they meet.
  private func params(
    _ values: [(name: String, value: String)], _ request: ServerRequest
  ) throws(AgentError) -> JSONObject {
    var params: JSONObject = [:]
    for (name, value) in values { params[name] = .string(value) }
    for (name, value) in try query(of: request) {
      try add((dialect.queryTypes[name] ?? .text).value(value), named: name, to: &params)
    }
    for member in try body(of: request) { try add(member.value, named: member.name, to: &params) }
    return params
  }

  private func add(_ value: JSONValue, named name: String, to params: inout JSONObject) throws(AgentError) {
    guard params[name] == nil || params[name] == value else {
      throw .invalidParams(path: name, problem: "is given twice, and differently")
    }
    params[name] = value
  }

  private func query(of request: ServerRequest) throws(AgentError) -> [(name: String, value: String)] {
    guard let items = request.queryItems else { throw .parseError("the query is not percent-encoded UTF-8") }
    // It may stand here in place of the header (A2A 1.0 §3.6.1), and is no field of any message.
    return items.filter { $0.name != "A2A-Version" }
  }

  private func body(of request: ServerRequest) throws(AgentError) -> JSONObject {
    guard !request.body.isEmpty else { return [:] }
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: request.body)
    } catch {
      throw .parseError("\(error)")
    }
    guard let object = json.object else { throw .invalidParams(path: "$", problem: "expected an object") }
    return object
  }
}
