extension AgentReport.Trust {
  /// How many changes of a card have a finding of their own.
  static let maxChanges = 20

  /// For a reader, a line each.
  var lines: [String] {
    let signature = "  signature   \(CleanText.line("\(signature)", limit: 300))"
    switch judgement.withheld {
    case .nothing where judgement.changes.isEmpty && judgement.obstacle == nil: return [signature]
    case .nothing: return [signature, "  accepted    not all of it: see a2a-bridge pin \(word)"]
    case .card, .skills, .agent:
      return [signature, "  withheld    until you accept it: a2a-bridge pin --accept \(word)"]
    }
  }

  /// - Parameter unaccepted: How many skills are withheld until the user accepts them.
  func findings(about agent: String, unaccepted: Int) -> [Finding] {
    [signatureFinding(about: agent)].compactMap(\.self) + driftFindings(about: agent)
      + [withheldFinding(about: agent, unaccepted)].compactMap(\.self)
  }

  private func withheldFinding(about agent: String, _ unaccepted: Int) -> Finding? {
    guard unaccepted > 0, judgement.withheld != .agent else { return nil }
    let words =
      judgement.withholdsAll
      ? "all its skills are withheld, because what the agent says of itself stands in each of its tools"
      : "\(unaccepted) of its skills are withheld"
    return Finding(.warning, agent, words, fix: "a2a-bridge pin \(word)")
  }

  private func signatureFinding(about agent: String) -> Finding? {
    switch signature {
    case .off, .own, .unsigned: nil
    case .verified: Finding(.ok, agent, "card signature \(signature)")
    case .unverifiable(let reason):
      Finding(
        .warning, agent,
        "its card is signed, but that can't be verified: \(CleanText.line(reason, limit: 300))",
        fix: "put the signer's keys into \"card\": {\"keys\": […]} of this agent in bridge.json")
    case .invalid(let reason):
      Finding(
        .error, agent, "the signature of its card is not valid: \(CleanText.line(reason, limit: 300))",
        fix: "ask whoever runs the agent")
    }
  }

  private func driftFindings(about agent: String) -> [Finding] {
    let severity: Finding.Severity = judgement.withheld == .agent ? .error : .warning
    if let obstacle = judgement.obstacle {
      return [
        Finding(
          severity, agent, "what was accepted of its card can't be told: \(obstacle)",
          fix: "look at it, then accept it: a2a-bridge pin \(word), a2a-bridge pin --accept \(word)")
      ]
    }
    let fix = "if that is right: a2a-bridge pin --accept \(word)"
    var findings = judgement.changes.prefix(Self.maxChanges).map {
      Finding(severity, agent, "the card has changed since it was accepted: \($0)", fix: fix)
    }
    if judgement.changes.count > Self.maxChanges {
      findings.append(
        Finding(
          severity, agent, "\(judgement.changes.count - Self.maxChanges) more changes of the card",
          fix: "a2a-bridge pin \(word)"))
    }
    return findings
  }
}
