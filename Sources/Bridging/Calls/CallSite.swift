import JSON
import JSONRPC
import Logging
import MCP
import Telemetry

/// Where a call comes from: the tool, the host's request, and who wants to hear how it goes.
struct CallSite: Sendable {
  let tool: String
  /// How the skill is called that the tool stands for, where the tool's name alone does not say.
  var use: ToolUse?
  /// The host's request; nil for a call from the command line.
  var requestID: RequestID?
  var progress = ProgressReporter.unwanted
  /// What the host can do.
  var client = ClientCapabilities()
  /// How the host wants what comes of it.
  var delivery = ToolCall.Delivery.result
  /// What a call goes on with that has asked something.
  var continuation: ToolCall.Continuation?

  /// The arguments that are the skill's own, without those that name it.
  func own(_ arguments: JSONObject) -> JSONObject {
    guard let use else { return arguments }
    var own = arguments
    if use.agent != nil { own[.agent] = nil }
    if use.skill != nil { own[.skill] = nil }
    return own
  }

  /// How a model calls again.
  var words: String { (use ?? ToolUse(tool)).description }

  /// What log lines about the call have in common.
  func metadata(agent: String, taskID: String? = nil, contextID: String? = nil) -> Logger.Metadata {
    var metadata: Logger.Metadata = [LogKey.agent.rawValue: "\(agent)", LogKey.tool.rawValue: "\(tool)"]
    metadata[LogKey.requestID.rawValue] = requestID.map { "\($0)" }
    metadata[LogKey.taskID.rawValue] = taskID.map { "\($0)" }
    metadata[LogKey.contextID.rawValue] = contextID.map { "\($0)" }
    return metadata
  }
}
