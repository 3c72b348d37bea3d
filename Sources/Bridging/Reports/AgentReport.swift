import A2A
import HTTP
package import JSON
import Settings

/// What one agent says of itself, how the bridge would reach it, and what stands in the way.
package struct AgentReport: Sendable {
  /// Why an agent can't be used.
  package enum Failure: Sendable, Hashable {
    /// The configuration lacks something, or no request can be made of it.
    case configuration
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

  private init(failure: Failure?, document: JSONValue?, lines: [String], findings: [Finding]) {
    self.failure = failure
    self.document = document
    self.lines = lines.map(\.oneLine)
    self.findings = findings
  }
}

extension AgentReport {
  /// An agent that the user has switched off, which is as it should be.
  init(off settings: AgentSettings) {
    let name = settings.label
    self.init(
      failure: nil, document: nil, lines: ["\(name): switched off"],
      findings: [Finding(.ok, name, "switched off")])
  }

  /// An agent that lacks something. The finding is among those of the settings, with its place in the file.
  init(disabled settings: AgentSettings, reason: String) {
    self.init(
      failure: .configuration, document: nil,
      lines: ["\(settings.label): disabled: \(reason)"], findings: [])
  }

  /// An agent of whose settings no request can be made.
  init(invalid settings: AgentSettings, reason: String) {
    let name = settings.label
    self.init(
      failure: .configuration, document: nil, lines: ["\(name): not usable: \(reason)"],
      findings: [
        Finding(
          .error, name, "not usable: \(reason)",
          fix: "mend its \"url\", \"card\", \"allowedOrigins\", \"auth\" or \"headers\"")
      ])
  }

  /// An agent without a card.
  init(_ agent: RemoteAgent, _ error: CardFailure) {
    self.init(
      failure: error.isAboutCredentials ? .credentials : error.isAboutSignature ? .unusable : .noCard,
      document: nil,
      lines: ["\(agent.label): \(error)"] + error.attempts.map { "  \($0.url.redacted): \($0.cause)" },
      findings: [Finding(.error, agent.label, "\(error)", fix: Self.fix(of: error))])
  }

  private static func fix(of error: CardFailure) -> String {
    guard !error.isAboutCredentials else { return "set \"auth\" of this agent in bridge.json" }
    guard !error.isAboutSignature else {
      return
        "ask whoever runs the agent; the keys that count are those in \"card\": {\"keys\"} of this agent in "
        + "bridge.json"
    }
    guard !error.lacksCredentialsForNow else { return FailureWords.tryLater }
    return switch error.networkCause {
    case .tls: "see \"tls\" of this agent in bridge.json"
    case .addressRefused: "if that address is meant, name it in \"url\" of this agent in bridge.json"
    case .unencrypted:
      "give this agent an https:// address in bridge.json, or set \"allowHttp\": true if its credentials may be read "
        + "on the way"
    default: "is the agent running, and is this its address?"
    }
  }

  /// What is known of how far a card is to be believed.
  struct Trust {
    var signature = CardSignature.unsigned
    var judgement = CardJudgement.unchanged
    /// What stands for the agent on the command line.
    var word = ""
  }

  /// An agent with a card.
  ///
  /// - Parameters:
  ///   - trust: How far the card is to be believed.
  ///   - tools: The names of its tools.
  ///   - omittedSkills: How many skills are left out because there are too many.
  ///   - unaccepted: How many skills are withheld until the user accepts them.
  ///   - withheld: What of its words no model is shown.
  ///   - refusals: Which of its tools are not listed, since they could be taken for another agent's.
  init(
    _ agent: RemoteAgent, _ fetched: FetchedCard, _ trust: Trust = Trust(), tools: [String] = [],
    omittedSkills: Int = 0, unaccepted: Int = 0, withheld: [WithheldWords] = [],
    refusals: [ConfusableName] = []
  ) {
    let card = fetched.card
    let choice = agent.access.choice(for: fetched)
    let isUnusable = choice.routes.isEmpty || trust.judgement.withheld == .agent
    self.init(
      failure: isUnusable ? .unusable : nil, document: fetched.document,
      lines: Self.lines(
        card, at: agent.settings.card?.file ?? fetched.url.redacted, choice, extended: agent.extended)
        + trust.lines,
      findings: Self.findings(agent, card, choice, tools: tools, omittedSkills: omittedSkills)
        + trust.findings(about: agent.label, unaccepted: unaccepted)
        + withheld.prefix(Self.maxWithheld).map { $0.finding(about: agent.label) } + refusals.map(\.finding))
  }

  private static func lines(
    _ card: AgentCard, at place: String, _ choice: InterfaceChoice, extended: ExtendedCard
  ) -> [String] {
    var lines = [
      "\(CleanText.line(card.name, limit: 100)) \(CleanText.line(card.version ?? "", limit: 40))",
      "  card        \(CleanText.line(place, limit: 500))",
    ]
    if let provider = card.provider {
      lines.append("  provider    \(CleanText.line(provider, limit: 100))")
    }
    if let description = card.description {
      lines.append("  says        \(CleanText.line(description, limit: 300))")
    }
    lines += choice.candidates.map { candidate in
      let version = candidate.interface.protocolVersion ?? "of no stated version"
      let isChosen = choice.routes.first.map(candidate.routes.contains) ?? false
      let mark = isChosen ? "→" : " "
      let place = isChosen ? "first choice, " : candidate.routes.isEmpty ? "not used, " : "in reserve, "
      return
        "  interface \(mark) \(CleanText.line("\(candidate.interface.binding.name) \(version)", limit: 60)) "
        + "\(CleanText.line(candidate.interface.url, limit: 200)) (\(place)\(candidate.reason))"
    }
    lines.append("  streaming   \(card.capabilities.streaming ? "yes" : "no")")
    lines.append("  push        \(card.capabilities.pushNotifications ? "yes" : "no")")
    switch extended {
    case .none: break
    case .locked, .unseen, .used, .refused, .distrusted:
      lines.append("  extended    \(CleanText.line("\(extended)", limit: 300))")
    }
    lines += card.capabilities.extensions.map { known in
      "  extension   \(CleanText.line(known.uri, limit: 200))\(known.isRequired ? " (required)" : "")"
    }
    if !card.defaultOutputModes.isEmpty {
      lines.append("  output      \(Self.modes(card.defaultOutputModes))")
    }
    if !card.securitySchemes.isEmpty {
      let schemes = card.securitySchemes.map { CleanText.line("\($0.name) (\($0.kind))", limit: 100) }
      lines.append("  security    \(schemes.joined(separator: ", "))")
    }
    lines += card.skills.map { skill in
      "  skill       \(CleanText.line("\(skill.id) – \(skill.name)", limit: 120))"
        + (skill.outputModes.isEmpty ? "" : " (\(Self.modes(skill.outputModes)))")
    }
    lines += card.quirks.map { "  odd         \(CleanText.line($0.sentence, limit: 200))" }
    return lines
  }

  /// How many findings are made of words that are withheld.
  private static let maxWithheld = 20

  private static func modes(_ modes: [String]) -> String {
    CleanText.line(modes.joined(separator: ", "), limit: 200)
  }

  private static func findings(
    _ agent: RemoteAgent, _ card: AgentCard, _ choice: InterfaceChoice, tools: [String], omittedSkills: Int
  ) -> [Finding] {
    let name = agent.label
    guard let route = choice.routes.first else {
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
        "\(route), "
          + "\(tools.count) tools: \(tools.joined(separator: ", "))")
    ]
    if let obstacle = agent.authenticationObstacle(of: card) {
      findings.append(
        Finding(
          .warning, name, obstacle, fix: "see \"auth\" of this agent in bridge.json if its calls are refused")
      )
    }
    let missing = agent.missingExtensions(of: card)
    if !missing.isEmpty {
      findings.append(
        Finding(.warning, name, "its tools can't be called: \(ExtensionWords.lack(of: missing))"))
    }
    if let reason = agent.extended.refusal {
      findings.append(
        Finding(
          .warning, name, "its extended card is not used: \(CleanText.line(reason, limit: 300))",
          fix: "are its credentials right? The public card is used meanwhile"))
    }
    if omittedSkills > 0 {
      findings.append(
        Finding(
          .warning, name,
          "\(omittedSkills) skills are left out; one agent has at most \(AgentSnapshot.maxSkills) tools",
          fix: "choose skills with \"tools\": {\"include\": […]} of this agent in bridge.json"))
    }
    if tools.isEmpty, agent.judgement.withheld == .nothing {
      findings.append(
        Finding(
          .warning, name, "none of its skills is a tool",
          fix: "see \"tools\": {\"include\", \"exclude\"} in bridge.json"))
    }
    return findings
  }
}
