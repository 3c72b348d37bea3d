import Settings

/// A tool that is not listed because its name could be taken for that of another agent's.
struct ConfusableName: Sendable, Hashable {
  /// The agent whose tool it would be.
  let agent: String
  let tool: String
  /// The agent and the tool that it looks like.
  let otherAgent: String
  let otherTool: String

  var finding: Finding {
    Finding(
      .error, agent,
      "its tool \(tool) is not listed, because it could be taken for \(otherTool) of agent \"\(otherAgent)\"",
      fix: "if both agents are whom you take them for, give this one a \"name\" of its own in bridge.json")
  }

  /// What a name comes down to for somebody who does not look closely: `paypa1` is `paypal`, `rn` is `m`.
  static func skeleton(_ name: String) -> [UInt8] { Lookalikes.skeleton(name.utf8) }
}

/// The names that tools of different agents have, and who may have which.
///
/// Of two that look alike, the one stays whose agent the user has named; else the one of the agent that comes first in
/// the configuration. What the user has named both is meant so.
struct ConfusableNames {
  struct Bearer: Hashable {
    var name: String
    var agent: AgentSnapshot.Identity
    var isNamedByUser: Bool
  }

  private var bearers: [[UInt8]: Bearer] = [:]

  /// Notes all that the user has named first, so that no other is taken for it.
  init(_ bearers: [Bearer]) {
    for bearer in bearers.filter(\.isNamedByUser) + bearers.filter({ !$0.isNamedByUser }) {
      let skeleton = ConfusableName.skeleton(bearer.name)
      if self.bearers[skeleton] == nil { self.bearers[skeleton] = bearer }
    }
  }

  /// The one that `bearer` could be taken for; nil when it may keep its name. Names that are the very same are settled
  /// elsewhere: ``AgentNames``, ``ToolName``.
  func other(than bearer: Bearer) -> Bearer? {
    guard !bearer.isNamedByUser, let known = bearers[ConfusableName.skeleton(bearer.name)],
      known.agent != bearer.agent, known.name != bearer.name
    else { return nil }
    return known
  }
}

extension AgentSnapshot {
  /// What tells one configured agent from another.
  struct Identity: Hashable {
    let settings: AgentSettings
    let name: String
  }

  var identity: Identity { Identity(settings: settings, name: name) }
  var isNamedByUser: Bool { settings.name != nil }
}
