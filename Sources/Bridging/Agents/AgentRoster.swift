import HTTP
import Logging
import Settings
import Telemetry

/// The agents of a configuration in its order: those that can be asked, and why the others can't.
struct AgentRoster: Sendable {
  enum Entry: Sendable {
    case agent(RemoteAgent)
    /// The user has switched it off.
    case off(AgentSettings)
    /// The configuration lacks something; one of its findings says so.
    case disabled(AgentSettings, reason: String)
    /// No request can be made of its settings.
    case invalid(AgentSettings, reason: String)
  }

  let entries: [Entry]

  /// - Parameters:
  ///   - clients: Connect to the agents.
  ///   - redaction: Is told of every secret that is found later.
  ///   - tokens: Make what gives out the tokens of authorization servers.
  ///   - webhook: Where the agents may leave word of their tasks.
  ///   - pins: What the user has accepted of the agents' cards.
  ///   - logger: Is told what is wrong and what no finding of the settings says.
  init(
    _ settings: [AgentSettings], clients: HTTPClients = HTTPClients(), redaction: Redaction = Redaction(),
    tokens: TokenSources = TokenSources(), webhook: Webhook? = nil, pins: PinFolder = .ofThisRun,
    logger: Logger
  ) {
    entries = settings.map {
      Entry($0, clients: clients, redaction: redaction, tokens: tokens, webhook: webhook, pins: pins)
    }
    for case .invalid(let settings, let reason) in entries {
      logger.error(
        "agent not usable: \(reason)", metadata: [LogKey.agent.rawValue: "\(settings.label)"])
    }
  }

  /// The agents that can be asked.
  var agents: [RemoteAgent] {
    entries.compactMap { if case .agent(let agent) = $0 { agent } else { nil } }
  }

  /// What is to be said of each agent to somebody who checks.
  func reports(_ catalog: ToolCatalog) -> [AgentReport] {
    entries.map { entry in
      switch entry {
      case .agent(let agent): agent.report(catalog)
      case .off(let settings): AgentReport(off: settings)
      case .disabled(let settings, let reason): AgentReport(disabled: settings, reason: reason)
      case .invalid(let settings, let reason): AgentReport(invalid: settings, reason: reason)
      }
    }
  }
}

extension AgentRoster.Entry {
  fileprivate init(
    _ settings: AgentSettings, clients: HTTPClients, redaction: Redaction, tokens: TokenSources,
    webhook: Webhook?, pins: PinFolder
  ) {
    switch settings.status {
    case .off: self = .off(settings)
    case .disabled(let reason): self = .disabled(settings, reason: reason)
    case .enabled:
      do throws(RemoteAgent.Invalid) {
        self = .agent(
          try RemoteAgent(
            settings, clients: clients, redaction: redaction, tokens: tokens, webhook: webhook, pins: pins))
      } catch {
        self = .invalid(settings, reason: error.reason)
      }
    }
  }
}
