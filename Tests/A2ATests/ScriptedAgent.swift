import A2A
import HTTP
import TestSupport

/// A server that answers as told, and what calls it as agents are called.
extension ScriptedServer {
  static func http(_ status: String, _ body: String, type: String = "application/json", fields: String = "")
    -> String
  {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  static let eventStream =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

  func binding(
    _ dialect: some JSONRPCDialect = V10JSONRPC(), path: String = "/rpc", tenant: String? = nil,
    authorizer: any RequestAuthorizer = Anonymous(), limits: HTTPLimits = HTTPLimits()
  ) throws -> JSONRPCBinding {
    JSONRPCBinding(
      try endpoint(path, tenant: tenant, authorizer: authorizer, limits: limits), dialect: dialect)
  }

  func endpoint(
    _ path: String, tenant: String? = nil, extensions: [String] = [],
    authorizer: any RequestAuthorizer = Anonymous(), limits: HTTPLimits = HTTPLimits(),
    memory: MemoryBudget = MemoryBudget()
  ) throws -> AgentEndpoint {
    AgentEndpoint(
      try WebURL(url + path), tenant: tenant, extensions: extensions, client: HTTPClient(memory: memory),
      authorizer: authorizer, deadlines: HTTPDeadlines(), limits: limits)
  }

  func cards() -> CardFetcher {
    CardFetcher(
      client: HTTPClient(), authorizer: Anonymous(), deadlines: HTTPDeadlines(),
      limits: HTTPLimits(bodyBytes: 100_000))
  }
}

/// Shows nothing to anybody.
struct Anonymous: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {}
}

/// Shows the same to everybody.
struct Badge: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    request.fields["Authorization"] = "Bearer t"
  }
}

/// Has lost its credentials.
struct Penniless: RequestAuthorizer {
  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    throw AuthorizationFailure(reason: "the token is gone")
  }
}

extension RequestAuthorizer {
  /// There is nothing else to show.
  func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice { .giveUp(nil) }
}
