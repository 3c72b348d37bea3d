import JSON
import MCP

/// The call that comes upon a question: whoever answers it has to make the same call again.
struct AskingCall: Sendable {
  let tool: String
  let arguments: JSONObject
  let agent: AgentSnapshot
  /// nil for a tool that is no skill's.
  var skill: ToolSkill?
  /// How long it may wait for the agent.
  var budget = Duration.zero
  /// Who would have to ask the user.
  let client: ClientCapabilities
  /// Whether its task is canceled with it; not for a call that only waits.
  var cancels = true

  /// What the tool promises of its results, if anything.
  var schema: OutputSchema? { skill.flatMap { agent.promise(of: $0, calledBy: tool) } }
}

extension RequestState {
  /// Whether it was made for this call.
  func belongs(to call: AskingCall) -> Bool {
    tool == call.tool && agent == call.agent.name && fingerprint == call.agent.fingerprint
      && arguments == ArgumentDigest.of(call.arguments)
  }
}
