internal import HTTPServer
internal import JSON

/// The gRPC service: takes messages out of their frames, lets the service work, and tells in trailers how it went.
struct GRPCEndpoint: Sendable {
  let dialect: any GRPCDialect
  let reception: Reception

  /// Whether `request` is a call, of this service or another one.
  static func isCall(_ request: ServerRequest) -> Bool {
    request.mediaType?.hasPrefix("application/grpc") ?? false
  }

  func respond(to request: ServerRequest) -> ServerResponse {
    guard request.method == "POST" else { return ServerResponse(status: 405, fields: ["Allow": "POST"]) }
    guard ["application/grpc", "application/grpc+proto"].contains(request.mediaType) else {
      return ServerResponse(status: 415)
    }
    return Self.response { writer in
      try await withTimeout(of: request) { try await answer(request, writer) }
    }
  }

  /// The answer to a call that is not let in.
  static func refusal(_ status: GRPCStatus) -> ServerResponse {
    response { _ in throw status }
  }

  /// An answer whose messages `body` writes, and whose status is what it throws.
  private static func response(
    _ body: @escaping @Sendable (ResponseWriter) async throws -> Void
  ) -> ServerResponse {
    let fields: ServerFields = ["Content-Type": "application/grpc", "grpc-accept-encoding": "identity"]
    return .trailedStream(fields: fields) { writer in
      do {
        try await body(writer)
        return GRPCStatus(.ok, "").fields
      } catch let status as GRPCStatus {
        return status.fields
      }
    }
  }

  private func answer(_ request: ServerRequest, _ writer: ResponseWriter) async throws {
    // A client that does not ask for trailers has something between it and us that drops them.
    guard request.fields["TE"] == "trailers" else {
      throw GRPCStatus(.internalError, "The field te: trailers is missing")
    }
    let method = try method(request.path)
    let params = try method.params(GRPCFrame.unwrap(request.body))
    switch try await outcome(method, params, request) {
    case .answer(let answer):
      try await writer.write(GRPCFrame.wrap(try method.message(dialect.words.json(answer))))
    case .events(let source):
      try await source.deliver { event in
        try await writer.write(GRPCFrame.wrap(try method.message(dialect.words.json(event))))
      }
    }
  }

  private func method(_ path: String) throws(GRPCStatus) -> GRPCMethod {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, parts[1] == dialect.service else {
      throw GRPCStatus(.unimplemented, "There is no service \(path); this agent has \(dialect.service)")
    }
    guard let method = dialect.methods[String(parts[2])] else {
      throw GRPCStatus(.unimplemented, "\(dialect.service) has no procedure \(parts[2])")
    }
    return method
  }

  private func outcome(
    _ method: GRPCMethod, _ params: JSONObject, _ request: ServerRequest
  ) async throws(GRPCStatus) -> Outcome {
    do throws(AgentError) {
      let operation = try reception.operation(method.operation, params, in: dialect.words, of: request)
      return try await reception.service.perform(operation)
    } catch {
      throw dialect.status(of: error)
    }
  }

  private func withTimeout(
    of request: ServerRequest, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    guard let field = request.fields["grpc-timeout"] else { return try await body() }
    guard let timeout = GRPCTimeout(field) else {
      throw GRPCStatus(.internalError, "The field grpc-timeout can't be read")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: timeout.duration)
        throw GRPCStatus(.deadlineExceeded, "The call took longer than \(field)")
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
