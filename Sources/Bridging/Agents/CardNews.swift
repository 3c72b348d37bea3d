import A2A
import Logging
import Telemetry

/// Tells the log and the audit what becomes of agents' cards.
struct CardNews: Sendable {
  /// How many of one kind of warning one card is worth.
  static let maxWarnings = 5

  let logger: Logger
  let audit: @Sendable (AuditEvent) -> Void

  func warn(_ words: String, of agent: RemoteAgent) {
    logger.warning("\(words)", metadata: [LogKey.agent.rawValue: "\(agent.label)"])
  }

  /// - Parameter last: What stood in the way the last time, which the log has heard.
  func tell(
    of obstacles: AgentDirectory.Obstacles, after last: AgentDirectory.Obstacles, by agent: RemoteAgent
  ) {
    if let obstacle = obstacles.toCard, obstacle != last.toCard {
      let words =
        agent.snapshot == nil ? "agent not available" : "card not refreshed, the last one still serves"
      warn("\(words): \(obstacle)", of: agent)
    }
    if let obstacle = obstacles.toExtendedCard, obstacle != last.toExtendedCard {
      warn("its extended card is not used: \(obstacle)", of: agent)
    }
  }

  /// A card was refused, or a place to ask for it.
  func tell(of refusal: CardFailure, by agent: RemoteAgent) {
    audit(.refused(agent: agent.label, reason: "\(refusal)"))
  }

  func tellOfAcceptance(_ agent: RemoteAgent) { audit(.cardAccepted(agent: agent.label)) }

  func tell(of route: Route, to agent: RemoteAgent) {
    logger.debug("the agent is spoken to by \(route)", metadata: [LogKey.agent.rawValue: "\(agent.label)"])
  }

  func tell(of refusal: ConfusableName) {
    logger.error("\(refusal.finding.sentence)", metadata: [LogKey.agent.rawValue: "\(refusal.agent)"])
  }

  func tell(of finding: Finding) { logger.warning("\(finding.sentence)") }

  /// What of a new card can't be had as it is.
  func tell(of snapshot: AgentSnapshot, of agent: RemoteAgent) {
    if snapshot.omittedSkills > 0 {
      warn(
        "\(snapshot.omittedSkills) skills are left out; one agent has at most \(AgentSnapshot.maxSkills) tools",
        of: agent)
    }
    if let obstacle = agent.authenticationObstacle(of: snapshot.card) {
      warn("its calls may be refused: \(obstacle)", of: agent)
    }
    for words in snapshot.withheld.prefix(Self.maxWarnings) {
      warn("\(words.finding(about: "").text)", of: agent)
    }
  }

  /// How many changes are told to the log, and to the audit.
  static let maxTold = (log: 3, audit: 100)

  func tell(of judgement: CardJudgement, by agent: RemoteAgent) {
    guard !judgement.changes.isEmpty || judgement.obstacle != nil else { return }
    let changes = judgement.changes.map(\.description)
    audit(
      .cardChanged(
        agent: agent.label,
        changes: Array(([judgement.obstacle].compactMap(\.self) + changes).prefix(Self.maxTold.audit)),
        withheld: agent.snapshot?.unaccepted.map(\.choice) ?? []))
    // Whoever accepts all changes does not want to hear of each.
    guard !judgement.isAccepted || judgement.obstacle != nil else { return }
    let more = changes.count - Self.maxTold.log
    let told =
      judgement.obstacle
      ?? changes.prefix(Self.maxTold.log).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    let consequence =
      judgement.withheld == .nothing ? "its tools follow" : "what is not as it was accepted is withheld"
    warn(
      "its card is not the one that was accepted: \(told); \(consequence). "
        + "\"a2a-bridge pin \(agent.commandWord)\" shows all, \"a2a-bridge pin --accept \(agent.commandWord)\" accepts it",
      of: agent)
  }
}
