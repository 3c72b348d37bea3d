import A2A
import HTTP
package import JSON
import Settings

/// What one agent says of itself, how the bridge would reach it, and what stands in the way.
package struct AgentReport: Sendable {
  /// Why an agent can't be used.
  package enum Failure: Sendable, Hashable {
    /// The configuration says so, or lacks something.
    case disabled
    /// It wants credentials, or others.
    case credentials
    /// It can't be reached, or has no card.
    case noCard
    /// It has a card, but nothing on it that the bridge can speak to.
    case unusable
  }

  package let failure: Failure?
  /// The card as the agent wrote it.
  package let document: JSONValue?
  /// The report for a reader, a line each.
  package let lines: [String]
  /// The same as findings.
  package let findings: [Finding]
}

extension AgentReport {
  /// An agent that the configuration disables.
  init(disabled settings: AgentSettings, reason: String) {
    let name = settings.name ?? settings.url
    self.init(
      failure: .disabled, document: nil, lines: ["\(name): disabled: \(reason)"],
      findings: [Finding(.error, name, "disabled: \(reason)")])
  }

  /// An agent without a card.
  init(_ agent: RemoteAgent, _ error: CardFailure) {
    let fix =
      error.isAboutCredentials
      ? "set \"auth\" of this agent in bridge.json"
      : "is the agent running, and is this its address?"
    self.init(
      failure: error.isAboutCredentials ? .credentials : .noCard, document: nil,
      lines: ["\(agent.label): \(error)"] + error.attempts.map { "  \($0.url.redacted): \($0.cause)" },
      findings: [Finding(.error, agent.label, "\(error)", fix: fix)])
  }

  /// An agent with a card.
  init(_ agent: RemoteAgent, _ fetched: FetchedCard, tools: [String]) {
    let card = fetched.card
    let choice = agent.choice(for: fetched)
    var lines = [
      "\(CleanText.line(card.name, limit: 100)) \(CleanText.line(card.version ?? "", limit: 40))",
      "  card        \(fetched.url.redacted)",
    ]
    if let description = card.description {
      lines.append("  says        \(CleanText.line(description, limit: 300))")
    }
    lines += choice.candidates.map { candidate in
      let version = candidate.interface.protocolVersion ?? "of no stated version"
      let mark = candidate.url == choice.chosen?.url && candidate.url != nil ? "→" : " "
      return "  interface \(mark) \(candidate.interface.binding.name) \(version) "
        + "\(CleanText.line(candidate.interface.url, limit: 200)) (\(candidate.reason))"
    }
    lines.append("  streaming   \(card.capabilities.streaming ? "yes" : "no")")
    if !card.securitySchemes.isEmpty {
      let schemes = card.securitySchemes.map { CleanText.line("\($0.name) (\($0.kind))", limit: 100) }
      lines.append("  security    \(schemes.joined(separator: ", "))")
    }
    lines += card.skills.map { "  skill       \(CleanText.line("\($0.id) – \($0.name)", limit: 120))" }
    self.init(
      failure: choice.chosen == nil ? .unusable : nil, document: fetched.document, lines: lines,
      findings: Self.findings(agent, card, choice, tools: tools))
  }

  private static func findings(
    _ agent: RemoteAgent, _ card: AgentCard, _ choice: InterfaceChoice, tools: [String]
  ) -> [Finding] {
    let name = agent.label
    guard let (interface, url) = choice.chosen else {
      let reasons = choice.candidates.map { "\($0.interface.binding.name) \($0.interface.url): \($0.reason)" }
      return [
        Finding(
          .error, name,
          "no interface that can be used (\(CleanText.line(reasons.joined(separator: "; "), limit: 500)))",
          fix: "if another origin is right, add it to \"allowedOrigins\" of this agent in bridge.json")
      ]
    }
    var findings = [
      Finding(
        .ok, name,
        "\(interface.binding.name) \(interface.protocolVersion ?? "1.0 or 0.3") at \(url.redacted), "
          + "\(tools.count) tools: \(tools.joined(separator: ", "))")
    ]
    if !card.securitySchemes.isEmpty, !agent.hasCredentials {
      let schemes = card.securitySchemes.map { "\($0.name) (\($0.kind))" }.joined(separator: ", ")
      findings.append(
        Finding(
          .warning, name,
          "the card names security schemes (\(CleanText.line(schemes, limit: 200))), none is configured",
          fix: "set \"auth\" of this agent in bridge.json if its calls are refused"))
    }
    if tools.isEmpty {
      findings.append(
        Finding(
          .warning, name, "none of its skills is a tool",
          fix: "see \"tools\": {\"include\", \"exclude\"} in bridge.json"))
    }
    return findings
  }
}
