import A2A
import MCP

/// How it went with a call, before anybody is told.
enum CallEnd: Sendable {
  case outcome(CallOutcome)
  /// The agent could not be heard, and this says so.
  case failed(ToolResult)
}
