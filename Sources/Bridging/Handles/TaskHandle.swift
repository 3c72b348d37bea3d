import JSON
import Telemetry

/// What a task is known by to the client that has it instead of a result. Sealed, it is the task's id: whoever has the
/// key can find the agent and its task again.
struct TaskHandle: Sendable, Hashable {
  /// How long a task can be asked for, unless its client wishes for less.
  static let longestLifetime = Duration.seconds(86_400)
  /// A longer id of a skill is left out: it helps only agents that look for one.
  static let maxSkillBytes = 256
  private static let version = 1

  /// The tool that was called.
  var tool: String
  var skill: String?
  var agent: String
  /// The agent's ``AgentSnapshot/fingerprint``.
  var fingerprint: String
  /// nil where the agent has made no task: then only this process has the result.
  var taskID: String?
  var contextID: String?
  /// Tells it from all others, also of the same task.
  var nonce: String
  var created: Timestamp
  var lifetime: Duration

  var claims: JSONObject {
    var claims: JSONObject = ["v": JSONValue(Self.version), "iat": JSONValue(Int(created.milliseconds))]
    claims["ttl"] = JSONValue(Int(lifetime.components.seconds))
    claims["t"] = .string(tool)
    claims["s"] = skill.map { .string($0) }
    claims["ag"] = .string(agent)
    claims["af"] = .string(fingerprint)
    claims["tk"] = taskID.map { .string($0) }
    claims["cx"] = contextID.map { .string($0) }
    claims["n"] = .string(nonce)
    return claims
  }

  /// From when on it is of no use.
  var expiry: Timestamp {
    Timestamp(milliseconds: created.milliseconds + lifetime.components.seconds * 1_000)
  }
}

extension TaskHandle {
  init?(claims: JSONObject) {
    guard claims["v"]?.int == Self.version, let created = claims["iat"]?.int,
      let lifetime = claims["ttl"]?.int,
      let tool = claims["t"]?.string, let agent = claims["ag"]?.string,
      let fingerprint = claims["af"]?.string, let nonce = claims["n"]?.string
    else { return nil }
    self.init(
      tool: tool, skill: claims["s"]?.string, agent: agent, fingerprint: fingerprint,
      taskID: claims["tk"]?.string,
      contextID: claims["cx"]?.string, nonce: nonce, created: Timestamp(milliseconds: Int64(created)),
      lifetime: .seconds(lifetime))
  }
}
