internal import JSON
internal import JSONRPC

/// What one version says in JSON-RPC's frame.
protocol RPCDialect: Sendable {
  var words: any Words { get }
  /// The operations by their method names.
  var methods: [String: Operation.Name] { get }
  /// The operations whose errors travel as an event of a stream; all others' are plain JSON.
  var eventErrors: Set<Operation.Name> { get }
  func error(_ error: AgentError) -> RPCError
}
