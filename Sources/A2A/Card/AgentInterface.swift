/// An address at which an agent speaks a protocol binding (A2A 1.0 §4.4.6).
package struct AgentInterface: Sendable, Hashable {
  /// The wire that carries the operations (A2A 1.0 §5.8).
  package enum ProtocolBinding: Sendable, Hashable {
    case jsonRPC
    case httpJSON
    case grpc
    case other(String)

    /// The binding that a card means: `JSONRPC`, also as `json-rpc` and `JSON-RPC 2.0`.
    package init(named word: String) {
      self =
        switch word.uppercased().filter({ $0.isLetter || $0.isNumber }) {
        case "JSONRPC", "JSONRPC2", "JSONRPC20": .jsonRPC
        case "HTTPJSON", "HTTPJSONREST", "REST", "HTTP": .httpJSON
        case "GRPC": .grpc
        default: .other(word)
        }
    }

    /// The binding as cards name it.
    package var name: String {
      switch self {
      case .jsonRPC: "JSONRPC"
      case .httpJSON: "HTTP+JSON"
      case .grpc: "GRPC"
      case .other(let word): word
      }
    }
  }

  /// As the card wrote it: perhaps relative, perhaps `localhost`; never to be used unchecked.
  package var url: String
  package var binding: ProtocolBinding
  /// `1.0`, `0.3`; nil where the card does not say.
  package var protocolVersion: String?
  package var tenant: String?

  package init(
    url: String, binding: ProtocolBinding, protocolVersion: String? = nil, tenant: String? = nil
  ) {
    self.url = url
    self.binding = binding
    self.protocolVersion = protocolVersion
    self.tenant = tenant
  }
}
