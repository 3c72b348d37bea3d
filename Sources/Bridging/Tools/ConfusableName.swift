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
      fix:
        "if both agents are whom you take them for, give this one a \"name\" of its own in bridge.json, or the tool one "
        + "in \"tools\": {\"rename\": {…}}")
  }

  /// What a name comes down to for somebody who does not look closely: `paypa1` is `paypal`, `rn` is `m`.
  static func skeleton(_ name: String) -> [UInt8] { Lookalikes.skeleton(name.utf8) }
}

/// The names that tools of different agents have, and who may have which.
///
/// Of two that look alike, the one stays of which the user has written more; else the one of the agent that comes first
/// in the configuration. What the user has written whole is meant so, and so are two agents that the user has called
/// alike.
struct ConfusableNames {
  struct Bearer: Hashable {
    var name: String
    var agent: AgentSnapshot.Identity
    /// How many bytes of the name the user has written, from its beginning: the rest is the card's.
    var written: Int

    fileprivate var isWhole: Bool { written >= name.utf8.count }
  }

  private var bearers: [[UInt8]: Bearer] = [:]

  /// Notes of what looks alike that of which the user has written most, so that no other is taken for it.
  init(_ bearers: [Bearer]) {
    for bearer in bearers {
      let skeleton = ConfusableName.skeleton(bearer.name)
      if let known = self.bearers[skeleton], known.written >= bearer.written { continue }
      self.bearers[skeleton] = bearer
    }
  }

  /// The one that `bearer` could be taken for; nil when it may keep its name. Names that are the very same are settled
  /// elsewhere: ``AgentNames``, ``ToolName``, ``ToolCatalog``.
  func other(than bearer: Bearer) -> Bearer? {
    guard !bearer.isWhole, let known = bearers[ConfusableName.skeleton(bearer.name)],
      known.agent != bearer.agent, known.name != bearer.name
    else { return nil }
    let areCalledAlike =
      bearer.written > 0 && known.written > 0
      && ConfusableName.skeleton(bearer.agent.name) == ConfusableName.skeleton(known.agent.name)
    return areCalledAlike ? nil : known
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
