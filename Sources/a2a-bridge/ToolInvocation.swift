import Bridging
import JSON
import JSONRPC
import MCP

/// One tool call from a command: the result on standard output, the end as an exit status.
struct ToolInvocation {
  let tool: String
  /// Whether the result is printed as JSON, as in the answer to tools/call.
  let json: Bool

  /// - Throws: ``CommandFailure`` for everything that is no finished success.
  func run(_ arguments: JSONObject, by bridge: Bridge) async throws {
    let result = try await result(of: bridge, arguments)
    if json {
      Console.print(JSONValue.object(result.json(for: .july2026)))
    } else {
      Console.print(result.text)
    }
    if result.isError { throw CommandFailure(status(of: result), "The call failed; its result says why.") }
    if result.isUnfinished(of: tool) {
      throw CommandFailure(.timeout, "The agent is still working; a longer --wait would have waited for it.")
    }
  }

  /// What comes of the call. A signal ends it, and the agent is told.
  private func result(of bridge: Bridge, _ arguments: JSONObject) async throws -> ToolResult {
    let signals = TerminationSignals()
    let result: Result<ToolResult, RPCError>
    do throws(RPCError) {
      result = .success(
        try await bridge.call(
          tool, arguments, onProgress: { Console.showProgress($0 ?? "still working") },
          stopping: { signals.onSignal($0) }))
    } catch {
      result = .failure(error)
    }
    Console.showProgress("")
    if let status = signals.exitStatus { throw Interruption(exitStatus: status) }
    return try result.mapError { failure($0, bridge) }.get()
  }

  /// A tool that is not there may be one of an agent that could not be asked.
  private func failure(_ error: RPCError, _ bridge: Bridge) -> CommandFailure {
    let missing = bridge.reports.filter { $0.failure != nil }
    let words = ["\(error.message). Try: a2a-bridge tools"] + missing.flatMap(\.lines)
    return CommandFailure(
      missing.first?.failure.map { ExitStatus($0) } ?? .failed,
      words.joined(separator: "\n"))
  }

  private func status(of result: ToolResult) -> ExitStatus {
    switch result.failure {
    case .unreachable: .unreachable
    case .credentials: .auth
    case .timeout: .timeout
    case .other, nil: .failed
    }
  }
}

extension ToolResult {
  /// The text that a model would read.
  fileprivate var text: String {
    content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n\n")
  }
}
