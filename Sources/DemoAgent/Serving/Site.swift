internal import HTTPServer
internal import JSON

/// All that the agent serves over HTTP.
struct Site: Sendable {
  let service: Service
  let card: CardDocument
  let cardPaths: [String]
  /// Each nil when the agent does not offer the binding.
  let rpc: RPCEndpoint?
  let rest: RESTEndpoint?
  let grpc: GRPCEndpoint?
  /// The keys that notifications are signed with; nil for an agent that does not sign.
  let keySet: JSONValue?
  let requiredToken: String?

  func respond(to request: ServerRequest) async -> ServerResponse {
    guard let route = Route(request, cardPaths: cardPaths) else { return Self.nothing }
    guard route.isPublic || isAuthorized(request) else {
      if route == .grpc, grpc != nil {
        return GRPCEndpoint.refusal(GRPCStatus(.unauthenticated, "A bearer token is required"))
      }
      return .text(401, "A bearer token is required.\n", ["WWW-Authenticate": "Bearer realm=\"demo\""])
    }
    if let methods = route.methods, !methods.contains(request.method) {
      return .text(405, "Method not allowed.\n", ["Allow": methods.joined(separator: ", ")])
    }
    switch route {
    case .card: return card.respond(to: request)
    case .rpc: return await rpc?.respond(to: request) ?? Self.nothing
    case .grpc: return grpc?.respond(to: request) ?? Self.nothing
    case .rest(let path): return await rest?.respond(to: request, at: path) ?? Self.nothing
    case .chart:
      return ServerResponse(
        status: 200, fields: ["Content-Type": "image/png"], body: Chart.png(of: Chart.example))
    case .keys: return keySet.map { .json(200, $0) } ?? Self.nothing
    case .signIn(let taskID): return signIn(taskID)
    }
  }

  private static var nothing: ServerResponse { .text(404, "There is nothing here.\n") }

  private func signIn(_ taskID: String) -> ServerResponse {
    do throws(AgentError) {
      try service.signIn(taskID)
      return .text(200, "You are signed in; the task goes on.\n")
    } catch {
      return .text(409, "\(error.message)\n")
    }
  }

  private func isAuthorized(_ request: ServerRequest) -> Bool {
    guard let requiredToken else { return true }
    guard let credentials = request.fields["Authorization"], credentials.lowercased().hasPrefix("bearer ")
    else {
      return false
    }
    // Takes the same time wherever the first wrong byte is.
    let (given, wanted) = (Array(credentials.dropFirst(7).utf8), Array(requiredToken.utf8))
    return given.count == wanted.count && zip(given, wanted).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
  }
}

extension ServerResponse {
  /// A plain text for whoever looks at the agent with a browser or curl.
  fileprivate static func text(_ status: Int, _ text: String, _ fields: ServerFields = [:]) -> ServerResponse
  {
    var fields = fields
    fields["Content-Type"] = "text/plain; charset=utf-8"
    return ServerResponse(status: status, fields: fields, body: Array(text.utf8))
  }

  fileprivate static func json(_ status: Int, _ json: JSONValue) -> ServerResponse {
    ServerResponse(status: status, fields: ["Content-Type": "application/json"], body: json.serialized())
  }
}
