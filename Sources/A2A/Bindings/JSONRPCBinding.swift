import HTTP
import JSON
import JSONRPC

/// A2A over JSON-RPC 2.0 and server-sent events (A2A 1.0 §9; 0.3 §3.2.1), in the words of one dialect.
package struct JSONRPCBinding: AgentBinding {
  private let exchange: JSONExchange
  private let dialect: any JSONRPCDialect

  /// The interface at `endpoint`, spoken to in `dialect`.
  package init(_ endpoint: AgentEndpoint, dialect: some JSONRPCDialect) {
    exchange = JSONExchange(endpoint: endpoint)
    self.dialect = dialect
  }

  package func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    try await exchange.answer(try request(for: operation, within: limit), to: operation)
  }

  package func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    try await exchange.listen(try request(for: operation, within: limit), onSign: onSign)
  }

  private func request(for operation: Operation, within limit: Duration) throws(A2AError) -> HTTPRequest {
    let endpoint = exchange.endpoint
    guard let call = dialect.call(for: operation, tenant: endpoint.tenant) else {
      throw .notSpoken(operation)
    }
    let message = RPCMessage.request(id: .integer(JSONNumber(1)), method: call.method, params: call.params)
    let url = endpoint.url.appending(path: call.path)
    return exchange.request(.post, url, message.json, for: operation, in: dialect, within: limit)
  }
}
