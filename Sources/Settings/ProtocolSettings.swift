/// How an agent is to be spoken with, where its card leaves a choice or says too little.
package struct ProtocolSettings: Sendable, Hashable {
  /// A wire of A2A 1.0 §5.8, by the name that cards give it.
  package enum Binding: String, Sendable, CaseIterable {
    case jsonRPC = "JSONRPC"
    case httpJSON = "HTTP+JSON"
    case grpc = "GRPC"
  }

  /// The words that an agent understands.
  package enum Dialect: String, Sendable, CaseIterable {
    /// What the card says, and what the agent answers.
    case auto
    case v10 = "1.0"
    /// 0.2 is the same.
    case v03 = "0.3"
    case v01 = "0.1"
    /// Methods such as `a2a.sendMessage` and paths such as `/messages`, as a guide in circulation teaches them.
    case guide
    /// `{task_id, objective}` in, `{status, result}` out, as another one does.
    case objective
  }

  /// The bindings that may be used, the favourite first; empty means all, in the order of the card.
  package var bindings: [Binding] = []
  package var dialect = Dialect.auto
  /// The URIs of the extensions that each request claims (A2A 1.0 §4.6).
  package var extensions: [String] = []

  /// The most extensions of one agent.
  package static let maximumExtensions = 32

  package init() {}
}
