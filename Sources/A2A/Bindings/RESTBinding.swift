import HTTP

/// A2A over HTTP and JSON (A2A 1.0 §11; 0.3 §3.2.3), in the words of one dialect.
package struct RESTBinding: AgentBinding {
  private let exchange: JSONExchange
  private let dialect: any RESTDialect

  /// The interface at `endpoint`, spoken to in `dialect`.
  package init(_ endpoint: AgentEndpoint, dialect: some RESTDialect) {
    exchange = JSONExchange(endpoint: endpoint)
    self.dialect = dialect
  }

  package func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    try await firstAccepted(operation, within: limit) { request async throws(A2AError) in
      let answer = try await exchange.answer(request, to: operation)
      return dialect.meaning.map { answer.mapParts($0) } ?? answer
    }
  }

  package func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    try await firstAccepted(operation, within: limit) { request async throws(A2AError) in
      guard let meaning = dialect.meaning else {
        return try await exchange.listen(request, onSign: onSign)
      }
      try await exchange.listen(request) { (sign) async in
        if case .event(let event) = sign {
          await onSign(.event(event.mapParts(meaning)))
        } else {
          await onSign(sign)
        }
      }
    }
  }

  /// Says `operation` in each of the dialect's ways until one is not refused for its form. The first refusal, of the
  /// best way, is the one that tells most.
  private func firstAccepted<Value>(
    _ operation: Operation, within limit: Duration,
    _ perform: (HTTPRequest) async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    let endpoint = exchange.endpoint
    var refusal = A2AError.notSpoken(operation)
    for (index, call) in dialect.calls(for: operation, tenant: endpoint.tenant).enumerated() {
      let request = exchange.request(
        call.method, endpoint.url.appending(path: call.path, query: call.query), call.body, for: operation,
        in: dialect, within: limit)
      do throws(A2AError) {
        return try await perform(request)
      } catch {
        if index == 0 { refusal = error }
        guard error.isAboutForm else { throw error }
      }
    }
    throw refusal
  }
}

extension A2AError {
  /// True when the same thing said in another way may be understood.
  fileprivate var isAboutForm: Bool {
    guard !mayHaveRun else { return false }
    return switch code {
    case .notAnAgent, .methodNotFound, .taskNotFound, .invalidParams, .invalidRequest, .parseError: true
    default: false
    }
  }
}
