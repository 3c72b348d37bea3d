import JSONRPC
import MCP

extension BridgeTools: TaskProvider {
  func task(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .noSuchTask }
  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .noSuchTask }
  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    throw .noSuchTask
  }
  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot { throw .noSuchTask }
  func followTask(
    _ id: String, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) { throw .noSuchTask }
}

extension RPCError {
  fileprivate static var noSuchTask: RPCError { RPCError(code: invalidParams, message: "Unknown task") }
}
