import A2A
import Auth
import HTTP
import Settings
import Synchronization
import Telemetry

/// One configured agent: where its card is, and what is known of it now.
final class RemoteAgent: Sendable {
  /// What is known of an agent.
  enum State: Sendable {
    /// Nobody has answered yet.
    case unknown
    case ready(AgentSnapshot)
    /// The agent can't be used, and why.
    case unusable(String)
  }

  let settings: AgentSettings
  /// What is kept of the agent is kept under this.
  let key: AgentKey
  let access: AgentAccess
  let verifier: CardVerifier
  let gate: CardGate
  let known = Mutex(Knowledge())
  /// Whoever finds that the card may have changed says so here.
  let refreshWish = RefreshWish()

  /// What is known, and from which card.
  struct Knowledge {
    var state = State.unknown
    var card: FetchedCard?
    var extended = ExtendedCard.none
    /// Who has signed the public card.
    var signature = CardSignature.unsigned
    /// What becomes of the cards, by what the user has accepted.
    var judgement = CardJudgement.unchanged
    /// How long the card lasts, by the last answer.
    var freshness = CardFreshness.standard
    /// Why the last question for the card was not answered with one.
    var failure: CardFailure?
    /// The way on which the agent has understood the bridge.
    var route: Route?
  }

  /// Why settings make no agent.
  struct Invalid: Error {
    let reason: String
  }

  /// - Parameters:
  ///   - clients: Connect to the agent.
  ///   - redaction: Is told of every secret that is found later, and takes them out of what the
  ///     agent's card says.
  ///   - tokens: Make what gives out tokens, if the agent wants those of an authorization server.
  ///   - webhook: Where the agent may leave word of its tasks.
  ///   - pins: What the user has accepted of cards.
  init(
    _ settings: AgentSettings, clients: HTTPClients = HTTPClients(), redaction: Redaction = Redaction(),
    tokens: TokenSources = TokenSources(), webhook: Webhook? = nil, pins: PinFolder = .ofThisRun,
    timing: Timing = .system
  ) throws(Invalid) {
    self.settings = settings
    access = try AgentAccess(
      settings, clients: clients, redaction: redaction, tokens: tokens, webhook: webhook)
    verifier = CardVerifier(
      policy: settings.cardTrust.signatures,
      keys: CardKeys(
        settings.cardTrust.keys, client: clients.client(for: ConnectionPolicy(serversBeside: settings)),
        now: timing.now))
    let url = access.source.url
    key = AgentKey(name: settings.name, url)
    gate = CardGate(key, settings.cardTrust, isLocal: url.isLoopback, pins: pins)
  }

  /// The way on which the agent has understood the bridge, if it has.
  var settledRoute: Route? { known.withLock { $0.route } }

  /// The agent's address: what the card is looked for at.
  var url: WebURL { access.source.url }

  /// True when the card is the agent's to give: only such a card is kept between runs.
  var isAskedForCard: Bool { access.source.own == nil }

  /// The file that the user's own card stands in.
  var ownFile: String? { access.source.own?.file }

  var state: State { known.withLock { $0.state } }

  /// The agent as its card shows it, if it can be called.
  var snapshot: AgentSnapshot? {
    if case .ready(let snapshot) = state { snapshot } else { nil }
  }

  /// How long the card lasts that was asked for last.
  var freshness: CardFreshness { known.withLock { $0.freshness } }

  /// Asks for the card before its time, because the agent answered as if it had become another; a while passes between
  /// two such wishes that are heard.
  func wantsRefresh() { refreshWish.make() }

  /// What becomes of the cards that are known.
  var judgement: CardJudgement { known.withLock { $0.judgement } }

  /// Whether the user may have accepted meanwhile what is withheld.
  var isOutdated: Bool { isAskedForCard && known.withLock { $0.card != nil } && gate.isOutdated }

  /// The public card.
  var card: FetchedCard? { known.withLock { $0.card } }

  /// What is known of the other one.
  var extended: ExtendedCard { known.withLock { $0.extended } }

  /// Takes `card` for what the agent is now, or the one that it shows to those it knows.
  ///
  /// - Parameters:
  ///   - remembered: The way on which the agent has understood the bridge in an earlier run.
  ///   - onNews: Is told on which ways it does and does not.
  /// - Returns: whether the agent is another than before.
  @discardableResult func adopt(
    _ card: FetchedCard, extended new: ExtendedCard = .unseen, remembered: Route? = nil,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void = { _ in }
  ) -> Bool {
    let old = known.withLock { $0 }
    let extended = new.after(old.extended)
    let judgement = judgement(of: card, extended)
    let isSame =
      old.card == card && old.extended.card == extended.card
      && old.judgement.withheld == judgement.withheld && old.judgement.obstacle == judgement.obstacle
    let state =
      isSame
      ? old.state
      : state(for: extended.card ?? card, judgement, remembered: old.route ?? remembered) {
        [weak self] news in
        if case .settled(let route) = news { self?.known.withLock { $0.route = route } }
        onNews(news)
      }
    known.withLock { known in
      known.state = state
      known.card = card
      known.extended = extended
      known.judgement = judgement
      known.failure = nil
    }
    return !isSame
  }

  /// Notes why there is no card, unless an older one still serves.
  func fail(_ failure: CardFailure) {
    known.withLock { known in
      known.failure = failure
      if known.card == nil { known.state = .unusable("\(failure)") }
    }
  }

  /// Why the agent's calls will probably be refused, as its card tells it.
  func authenticationObstacle(of card: AgentCard) -> String? {
    let check = AuthenticationCheck(settings, card)
    return check.isSatisfied ? nil : check.sentence
  }

  /// The extensions without which the agent takes no call, and which the user has not said to be served.
  func missingExtensions(of card: AgentCard) -> [String] {
    card.capabilities.extensions.filter(\.isRequired).map(\.uri)
      .filter { !settings.protocols.extensions.contains($0) }
  }

  private func state(
    for card: FetchedCard, _ judgement: CardJudgement, remembered: Route?,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void
  ) -> State {
    let choice = access.choice(for: card)
    guard let first = choice.routes.first else {
      let reasons = choice.candidates.map { "\(CleanText.line($0.interface.url, limit: 200)): \($0.reason)" }
        .joined(separator: "; ")
      return .unusable(
        "the card names no interface that can be used" + (reasons.isEmpty ? "" : " (\(reasons))"))
    }
    let binding = access.binding(by: choice.routes, remembered: remembered, onNews: onNews)
    return .ready(
      AgentSnapshot(
        name: settings.name ?? Self.name(of: card.card, at: first.url), settings: settings, card: card.card,
        document: card.content, url: first.url,
        client: access.client(for: card.card, at: first.url, by: binding), discretion: access.discretion,
        missingExtensions: missingExtensions(of: card.card),
        withholding: Withholding(judgement, of: ownLabel, named: commandWord)))
  }
}
