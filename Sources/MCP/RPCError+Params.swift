import JSON
import JSONRPC

extension RPCError {
  /// The answer to params that are not what their method wants.
  static func malformedParams(_ mismatch: JSONMismatch) -> RPCError {
    RPCError(code: invalidParams, message: "Invalid params: \(mismatch)")
  }
}
