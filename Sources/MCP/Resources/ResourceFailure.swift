import JSON
import JSONRPC

/// Why a resource can't be read.
package enum ResourceFailure: Error, Sendable, Hashable {
  /// There is none (any more); the sentence says more.
  case notFound(String)
  /// There may be one, but it can't be got.
  case unavailable(String)
}

extension RPCError {
  /// Of the handshake era; 2026-07-28 forbids it.
  static let resourceNotFound = -32002
}

extension ResourceFailure {
  /// The answer to who wanted to read `uri`.
  func error(reading uri: String, for version: ProtocolVersion) -> RPCError {
    switch self {
    case .notFound(let problem):
      RPCError(code: version.missingResourceCode, message: problem, data: ["uri": .string(uri)])
    case .unavailable(let problem): RPCError(code: RPCError.internalError, message: problem)
    }
  }
}
