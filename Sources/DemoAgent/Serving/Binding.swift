extension DemoAgent {
  /// The frames in which the agent can put what it says.
  package enum Binding: String, Sendable, CaseIterable {
    case jsonRPC = "jsonrpc"
    case rest
    case gRPC = "grpc"

    /// What cards of all versions call it.
    var word: String {
      switch self {
      case .jsonRPC: "JSONRPC"
      case .rest: "HTTP+JSON"
      case .gRPC: "GRPC"
      }
    }
  }
}
