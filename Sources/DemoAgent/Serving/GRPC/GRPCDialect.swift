/// What one version says over gRPC.
protocol GRPCDialect: Sendable {
  var words: any Words { get }
  /// The full name of the service.
  var service: String { get }
  /// Its procedures by their names.
  var methods: [String: GRPCMethod] { get }
  func status(of error: AgentError) -> GRPCStatus
}
