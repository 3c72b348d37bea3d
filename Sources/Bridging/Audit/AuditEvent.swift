import JSON

/// What is written down for those who must be able to show it later.
enum AuditEvent: Sendable {
  /// The bridge has begun to serve, or the configuration was read anew.
  case configured(agents: [String])
  /// A call of a tool has ended.
  case call(AuditedCall)
  /// An agent's card says something else than it did: what, and which of its tools are withheld for it.
  case cardChanged(agent: String, changes: [String], withheld: [String])
  /// The user has accepted what an agent's card says now.
  case cardAccepted(agent: String)
  /// Something was not done because it would not have been safe.
  case refused(agent: String?, reason: String)
  /// The user has signed in for an agent, or the bridge has got a token of its own; no word of the token.
  case signedIn(agent: String, how: String)
  /// What the user's signing in for an agent had brought was forgotten.
  case signedOut(agent: String)
}

/// One call of a tool, as it went.
struct AuditedCall: Sendable {
  let tool: String
  let agent: String?
  let skill: String?
  let arguments: JSONObject
  /// `completed`, `failed`, `input-required`, `refused`, …
  let outcome: String
  let taskID: String?
  let duration: Duration
}
