import A2A
import HTTP
import Settings

/// What a model is told when a call fails: what failed, why, whether it may have run, and what to do next.
enum FailureWords {
  /// What whoever checks can do about credentials that can't be had for now.
  static let tryLater = "try again later: what gives out the credentials is out of reach, not the agent"

  /// - Parameter doing: What was being done, `the call` or `looking at task t-1`.
  static func text(for error: A2AError, agent: AgentSnapshot, doing: String) -> String {
    let what =
      "\(agent.name): \(doing) \(OwnLine.failed) \(Trailer.disarm(CleanText.line(error.message, limit: 600)))."
    return [what, certainty(error), advice(for: error.code, agent)].filter { !$0.isEmpty }.joined(
      separator: " ")
  }

  private static func certainty(_ error: A2AError) -> String {
    (error.mayHaveRun ? OwnLine.mayHaveActed : .hasNotActed).rawValue
  }

  private static func credentials(_ agent: AgentSnapshot) -> String {
    let wish = AuthenticationCheck(agent.settings, agent.card).sentence.map {
      "\($0.prefix(1).uppercased())\($0.dropFirst()). "
    }
    if agent.settings.signsIn {
      // By the name in bridge.json, or the address: the card's name is unknown to the command.
      return
        "\(wish ?? "")The user may have to sign in again: \"a2a-bridge login \(agent.settings.commandWord)\" in a "
        + "terminal."
    }
    let (state, deed) = agent.settings.hasCredentials ? ("wrong or too weak", "mend") : ("missing", "set")
    return
      "\(wish ?? "")The credentials for \(agent.host) are \(state): the user has to \(deed) \"auth\" of agent "
      + "\"\(agent.name)\" in bridge.json; \"a2a-bridge check\" tells more."
  }

  private static func advice(for code: A2AError.Code, _ agent: AgentSnapshot) -> String {
    switch code {
    case .taskNotFound:
      "The agent does not know this task (any more): start again without task_id."
    case .taskNotCancelable:
      "The task has already ended; nothing is left to cancel."
    case .unsupportedOperation, .invalidParams, .invalidRequest:
      "If task_id was given, that task may have ended: start again without task_id, with the same context_id."
    case .contentTypeNotSupported:
      "The agent does not take this kind of input: put everything into message as text."
    case .unauthenticated, .permissionDenied: credentials(agent)
    case .credentialsUnavailable:
      "What gives out the credentials for \(agent.host) is out of reach, not the agent: try again later; \"a2a-bridge "
        + "check\" tells more."
    case .rateLimited: "The agent asks for fewer calls: try again later."
    case .unavailable: "The agent is out of order at the moment: try again later."
    case .transport(.dns), .transport(.refused), .transport(.timeout(.connect)):
      "The agent can't be reached at \(agent.url.origin): is it running? \"a2a-bridge check\" tells more."
    case .transport(.tls):
      "No trusted connection to \(agent.url.origin): \"a2a-bridge check\" tells more."
    case .transport(.addressRefused):
      "The bridge does not connect there: the user has to look at \"url\" of agent \"\(agent.name)\" in bridge.json."
    case .transport(.unencrypted):
      "The user has to give agent \"\(agent.name)\" an https:// address in bridge.json, or to set \"allowHttp\": true "
        + "if its credentials may be read on the way."
    case .transport(.timeout):
      "The agent was silent for too long: ask for less, or wait longer with wait_seconds."
    case .transport(.bodyTooLarge), .transport(.headersTooLarge):
      "The answer is larger than the bridge takes: ask the agent for less, or for a link."
    case .transport(.overloaded):
      "The bridge is receiving too much at the same time: try again when other calls have ended."
    case .notInDialect: "This agent can't do that; nothing is left to try."
    case .notAnAgent, .versionNotSupported, .methodNotFound, .extensionSupportRequired:
      "The address may not be that of an A2A agent that the bridge can speak to: \"a2a-bridge card\" shows what it offers."
    case .transport, .invalidAgentResponse, .internalError, .parseError, .agent,
      .pushNotificationNotSupported, .extendedAgentCardNotConfigured:
      "Trying again may help; if it does not, the agent's operator has to look."
    }
  }
}
