import A2A
import HTTP
import Settings

/// What came of asking at one interface of a card whether anybody there speaks A2A.
struct InterfaceProbe: Sendable {
  enum Outcome: Sendable {
    /// Somebody does, on this way.
    case speaks(Route)
    /// Somebody answered, but not as asked.
    case objects(Route, A2AError)
    case fails(A2AError)
    /// It is not used, or only a message would tell.
    case untried(String)
  }

  let candidate: InterfaceChoice.Candidate
  let outcome: Outcome

  /// How long one interface may take to answer.
  static let limit = Duration.seconds(10)

  /// Why nobody is of use there; nil also where nobody was asked.
  var failure: AgentReport.Failure? {
    guard case .fails(let error) = outcome else { return nil }
    return error.code.isAboutCredentials ? .credentials : .noCard
  }

  var isTried: Bool { if case .untried = outcome { false } else { true } }

  /// The same for somebody who checks.
  ///
  /// - Parameter agent: What the agent is called.
  func finding(about agent: String, _ settings: AgentSettings) -> Finding {
    let name =
      "\(CleanText.line(candidate.interface.binding.name, limit: 60)) \(CleanText.line(candidate.interface.url, limit: 200))"
    switch outcome {
    case .speaks(let route):
      return Finding(.ok, agent, "interface \(name) answers, as \(route.speech.rawValue)")
    case .objects(let route, let error):
      return Finding(
        .ok, agent,
        "interface \(name) answers, as \(route.speech.rawValue), with \(CleanText.line(error.message, limit: 200))"
      )
    case .fails(let error):
      return Finding(
        .warning, agent, "interface \(name) is of no use: \(CleanText.line(error.message, limit: 300))",
        fix: Self.fix(of: error, settings))
    case .untried(let reason): return Finding(.ok, agent, "interface \(name) is not tried: \(reason)")
    }
  }
}

extension InterfaceProbe {
  private static func fix(of error: A2AError, _ settings: AgentSettings) -> String {
    switch error.code {
    case .credentialsUnavailable: FailureWords.tryLater
    case .unauthenticated, .permissionDenied:
      settings.signsIn
        ? "run: a2a-bridge login \(settings.commandWord)"
        : "set or renew \"auth\" of this agent in bridge.json"
    default: "tell the agent's operator, or name the bindings to use in \"protocol\": {\"bindings\": […]}"
    }
  }

  /// Asks at the interface of `candidate`, which `binding` leads to.
  init(
    of candidate: InterfaceChoice.Candidate, _ binding: DiscreetBinding<NegotiatingBinding>
  ) async {
    self.candidate = candidate
    outcome = await Self.outcome(of: candidate, binding)
  }

  private static func outcome(
    of candidate: InterfaceChoice.Candidate, _ binding: DiscreetBinding<NegotiatingBinding>
  ) async -> Outcome {
    guard let first = candidate.routes.first else { return .untried(candidate.reason) }
    do throws(A2AError) {
      _ = try await binding.task(MessageID.fresh(), within: limit)
      return .speaks(binding.binding.settledRoute ?? first)
    } catch {
      switch error.code {
      case .taskNotFound: return .speaks(binding.binding.settledRoute ?? first)
      case .notInDialect: return .untried("only a message would tell")
      case .transport, .unavailable, .notAnAgent, .unauthenticated, .permissionDenied,
        .credentialsUnavailable:
        return .fails(error)
      default: return .objects(binding.binding.settledRoute ?? first, error)
      }
    }
  }
}
