import A2A
import HTTP
import JSON
package import MCP

/// Why a call failed, in a word for programs.
package enum CallFailure: String, Sendable {
  case unreachable
  case credentials
  case timeout
  case other

  init(_ error: A2AError) {
    self =
      switch error.code {
      case .unauthenticated, .permissionDenied: .credentials
      case .transport(.timeout(.connect)), .transport(.dns), .transport(.refused), .transport(.tls),
        .transport(.addressRefused), .transport(.unencrypted), .credentialsUnavailable:
        .unreachable
      case .transport(.timeout): .timeout
      default: .other
      }
  }
}

extension ToolResult {
  /// Why the call failed before the agent could say so itself.
  package var failure: CallFailure? {
    meta?[Trailer.metaKey]?["error"]?.string.flatMap { CallFailure(rawValue: $0) }
  }
}
