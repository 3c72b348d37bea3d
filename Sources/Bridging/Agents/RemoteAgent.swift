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
  private let discretion: Discretion
  private let source: CardSource
  private let client: HTTPClient
  private let authorizer: OriginBoundAuthorizer
  private let webhook: Webhook?
  private let verifier: CardVerifier
  let gate: CardGate
  private let known = Mutex(Knowledge())
  /// Whoever finds that the card may have changed says so here.
  let refreshWish = RefreshWish()

  /// What is known, and from which card.
  private struct Knowledge {
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
    self.webhook = webhook
    self.settings = settings
    discretion = Discretion(redaction: redaction)
    do throws(CardSource.Invalid) {
      source = try CardSource(settings)
    } catch {
      throw Invalid(reason: error.reason)
    }
    let client = clients.client(for: try ConnectionPolicy(settings, origins: source.trusted))
    self.client = client
    verifier = CardVerifier(
      policy: settings.cardTrust.signatures,
      keys: CardKeys(
        settings.cardTrust.keys, client: clients.client(for: ConnectionPolicy(serversBeside: settings)),
        now: timing.now))
    key = AgentKey(name: settings.name, source.url)
    gate = CardGate(key, settings.cardTrust, isLocal: source.url.isLoopback, pins: pins)
    do throws(InvalidCredential) {
      authorizer = try OriginBoundAuthorizer(
        settings.credential, headers: settings.headers, for: source.trusted, redaction: redaction,
        tokens: { tokens.tokens($0, for: settings, clients: clients) })
    } catch {
      throw Invalid(reason: "\(error)")
    }
  }

  /// The way on which the agent has understood the bridge, if it has.
  var settledRoute: Route? { known.withLock { $0.route } }

  /// The agent's address: what the card is looked for at.
  var url: WebURL { source.url }

  /// The origins that the user trusts with this agent's credentials.
  private var allowed: Set<Origin> { source.trusted }

  /// True when the card is the agent's to give: only such a card is kept between runs.
  var isAskedForCard: Bool { source.own == nil }

  var state: State { known.withLock { $0.state } }

  /// The agent as its card shows it, if it can be called.
  var snapshot: AgentSnapshot? {
    if case .ready(let snapshot) = state { snapshot } else { nil }
  }

  /// The name that the user gave, or the address until the card tells one.
  var label: String {
    snapshot?.name ?? settings.name ?? source.own?.file ?? url.redacted
  }

  /// Asks for the card, whether it has changed if one is known, and looks at who has signed it.
  ///
  /// - Returns: The new card; nil when the known one still holds.
  /// - Throws: ``CardFailure``, also for a card whose signature is not as the user wants it.
  func fetchCard() async throws(CardFailure) -> FetchedCard? {
    let old = known.withLock { $0.card }
    let answer = try await answer(known: old)
    let card = known.withLock { known -> FetchedCard? in
      known.failure = nil
      switch answer {
      case .unchanged(let freshness):
        known.freshness = freshness
        return old
      case .card(let card):
        known.freshness = card.freshness
        // Agents that know no ETag send the same card again.
        guard let old, card.document == old.document, card.url == old.url else { return card }
        known.card = old.renewed(by: card)
        return known.card
      }
    }
    guard let card else { return nil }
    return try await trusted(card, after: old)
  }

  /// The card as far as its signature goes. Looked at again each time, because keys come and go.
  ///
  /// - Parameter old: The card that serves now.
  /// - Returns: nil when that still holds.
  private func trusted(_ card: FetchedCard, after old: FetchedCard?) async throws(CardFailure) -> FetchedCard?
  {
    let verdict = await verdict(on: card)
    let isKnown = card.document == old?.document && card.url == old?.url
    if let reason = verdict.refusal {
      // Where only the keys can't be had, what they have shown before still holds.
      if isKnown, old?.signed != nil, verdict.lacksKeys { return nil }
      if isKnown { drop() }
      throw CardFailure(attempts: [CardFailure.Attempt(url: url, cause: .signature(reason))])
    }
    if isKnown, verdict.lacksKeys, old?.signed != nil { return nil }
    known.withLock { $0.signature = verdict.signature }
    return isKnown && verdict.card.signed == old?.signed ? nil : verdict.card
  }

  private func verdict(on card: FetchedCard) async -> CardVerifier.Verdict {
    guard isAskedForCard else { return CardVerifier.Verdict(signature: .own, card: card, refusal: nil) }
    // What was known of its signature is found out anew.
    return await verifier.verdict(on: (try? card.unsigned()) ?? card)
  }

  /// Forgets the card, which is not to be used any more.
  private func drop() {
    known.withLock { known in
      known.card = nil
      known.extended = .none
      known.judgement = .unchanged
    }
  }

  /// A card of an earlier run as it may serve until the agent has been asked; nil where it may not.
  func served(_ kept: FetchedCard) -> FetchedCard? { isAskedForCard ? verifier.kept(kept) : nil }

  private func answer(known old: FetchedCard?) async throws(CardFailure) -> CardFetcher.Answer {
    if let own = source.own {
      do throws(CardFailure.Cause) {
        return .card(try source.ownCard(own, isKnown: old != nil))
      } catch {
        throw CardFailure(attempts: [CardFailure.Attempt(url: url, cause: error)])
      }
    }
    let fetcher = CardFetcher(
      client: client, authorizer: authorizer, deadlines: deadlines,
      limits: HTTPLimits(bodyBytes: settings.limits.cardBytes))
    let answer = try await fetcher.fetch(CardAddress(url), known: old, within: settings.timeouts.card)
    return try discretion.clean(answer)
  }

  /// How long the card lasts that was asked for last.
  var freshness: CardFreshness { known.withLock { $0.freshness } }

  /// Asks for the card before its time, because the agent answered as if it had become another; a while passes between
  /// two such wishes that are heard.
  func wantsRefresh() { refreshWish.make() }

  /// Asks for the card that the agent shows to those it knows, if it has one and there is something to know the user by.
  ///
  /// - Parameter card: The public card, which says so.
  func extendedCard(beside card: FetchedCard) async -> ExtendedCard {
    guard card.card.capabilities.extendedAgentCard else { return .none }
    guard hasCredentials else { return .locked }
    // Who might be another is not shown who the user is.
    guard !judgement(of: card, as: .open).withholdsAll else {
      return .refused("its public card is withheld until you accept it")
    }
    // What it comes to says little about other operations, so it is not negotiated for them.
    let binding = binding(by: choice(for: card).routes, remembered: settledRoute)
    do throws(A2AError) {
      let document = try await binding.extendedCard(within: settings.timeouts.card)
      return await trusted(
        ExtendedCard(document, beside: card) { choice(for: $0) })
    } catch {
      return .refused(error.message)
    }
  }

  /// The other card as far as its signature goes.
  private func trusted(_ extended: ExtendedCard) async -> ExtendedCard {
    guard let card = extended.card else { return extended }
    let verdict = await verdict(on: card)
    return verdict.refusal.map { .distrusted($0) } ?? .used(verdict.card, verdict.signature)
  }

  // MARK: What the user has accepted

  private func judgement(of card: FetchedCard, as kind: PinFolder.Card) -> CardJudgement {
    // Nobody accepts what can't be used.
    guard isAskedForCard, !choice(for: card).routes.isEmpty else { return .unchanged }
    return gate.judge(CardFacts(card), as: kind)
  }

  private func judgement(of card: FetchedCard, _ extended: ExtendedCard) -> CardJudgement {
    let open = judgement(of: card, as: .open)
    return extended.card.map { open.joined(with: judgement(of: $0, as: .extended)) } ?? open
  }

  /// What becomes of the cards that are known.
  var judgement: CardJudgement { known.withLock { $0.judgement } }

  /// Whether the user may have accepted meanwhile what is withheld.
  var isOutdated: Bool { isAskedForCard && known.withLock { $0.card != nil } && gate.isOutdated }

  /// What stands for the agent on the command line: not its query, which may be a secret.
  var commandWord: String {
    let word = settings.url == nil ? settings.name ?? url.redacted : settings.label
    let isPlain = word.utf8.allSatisfy { $0.isPlainInShells }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// What the user calls it, without a word of the card's.
  private var ownLabel: String { settings.name ?? url.redacted }

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

  /// What is to be said of the agent to somebody who checks.
  func report(_ catalog: ToolCatalog) -> AgentReport {
    let known = known.withLock { $0 }
    let trust = AgentReport.Trust(
      signature: known.extended.signature ?? known.signature, judgement: known.judgement, word: commandWord)
    if let failure = known.failure { return AgentReport(self, failure) }
    guard let card = known.extended.card ?? known.card else {
      return AgentReport(self, CardFailure(attempts: []))
    }
    guard case .ready(let snapshot) = known.state else { return AgentReport(self, card, trust) }
    return AgentReport(
      self, card, trust, tools: catalog.names(of: snapshot), omittedSkills: snapshot.omittedSkills,
      unaccepted: snapshot.unaccepted.count, withheld: snapshot.withheld,
      refusals: catalog.refusals(of: snapshot))
  }

  var hasCredentials: Bool { settings.hasCredentials }

  /// Why the agent's calls will probably be refused, as its card tells it.
  func authenticationObstacle(of card: AgentCard) -> String? {
    let check = AuthenticationCheck(settings, card)
    return check.isSatisfied ? nil : check.sentence
  }

  /// How the bridge would reach the agent, for those who want to see it.
  func choice(for card: FetchedCard) -> InterfaceChoice {
    InterfaceChoice(
      of: card.card, from: card.url, allowed: allowed, wishes: InterfaceChoice.Wishes(settings.protocols))
  }

  /// The extensions without which the agent takes no call, and which the user has not said to be served.
  func missingExtensions(of card: AgentCard) -> [String] {
    card.capabilities.extensions.filter(\.isRequired).map(\.uri)
      .filter { !settings.protocols.extensions.contains($0) }
  }

  /// Asks at each interface of the card after a task that can't be there: who knows that it is not, speaks A2A.
  func probe() async -> [InterfaceProbe] {
    guard let card = known.withLock({ $0.card }), judgement.withheld != .agent else { return [] }
    return await choice(for: card).candidates.concurrentMap { candidate in
      await InterfaceProbe(of: candidate, self.binding(by: candidate.routes))
    }
  }

  private func state(
    for card: FetchedCard, _ judgement: CardJudgement, remembered: Route?,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void
  ) -> State {
    let choice = choice(for: card)
    guard let first = choice.routes.first else {
      let reasons = choice.candidates.map { "\(CleanText.line($0.interface.url, limit: 200)): \($0.reason)" }
        .joined(separator: "; ")
      return .unusable(
        "the card names no interface that can be used" + (reasons.isEmpty ? "" : " (\(reasons))"))
    }
    let binding = binding(by: choice.routes, remembered: remembered, onNews: onNews)
    return .ready(
      AgentSnapshot(
        name: settings.name ?? Self.name(of: card.card, at: first.url), settings: settings, card: card.card,
        document: card.document, url: first.url,
        client: AgentClient(
          binding, streams: card.card.capabilities.streaming, box: box(for: card.card, at: first.url)),
        discretion: discretion, missingExtensions: missingExtensions(of: card.card),
        withholding: Withholding(judgement, of: ownLabel, named: commandWord)))
  }

  private func box(for card: AgentCard, at url: WebURL) -> AgentWebhook? {
    guard card.capabilities.pushNotifications, let webhook else { return nil }
    return AgentWebhook(webhook: webhook, agent: url.origin, client: client)
  }

  private func binding(
    by routes: [Route], remembered: Route? = nil,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void = { _ in }
  ) -> DiscreetBinding<NegotiatingBinding> {
    DiscreetBinding(
      NegotiatingBinding(
        routes.map { ($0, $0.speech.binding(at: endpoint($0))) }, remembered: remembered, onNews: onNews),
      discretion)
  }

  private func endpoint(_ route: Route) -> AgentEndpoint {
    AgentEndpoint(
      route.url, tenant: route.tenant, extensions: settings.protocols.extensions, client: client,
      authorizer: authorizer,
      deadlines: deadlines, limits: HTTPLimits(bodyBytes: settings.limits.answerBytes))
  }

  private var deadlines: HTTPDeadlines {
    HTTPDeadlines(
      connect: settings.timeouts.connect, firstByte: settings.timeouts.firstByte,
      idle: settings.timeouts.idle)
  }

  private static let maxNameLength = 24

  private static func name(of card: AgentCard, at url: WebURL) -> String {
    let slug = Slug.of(card.shown(at: "").card.name).prefix(maxNameLength)
    let name = slug.hasSuffix("_") ? slug.dropLast() : slug
    guard let first = name.first else { return "agent_\(Slug.fingerprint(url.description))" }
    return first.isLetter ? String(name) : String("agent_\(name)".prefix(maxNameLength))
  }
}

extension UInt8 {
  /// True for what no shell takes for anything but itself.
  fileprivate var isPlainInShells: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension InterfaceChoice.Wishes {
  fileprivate init(_ settings: ProtocolSettings) {
    self.init(
      bindings: settings.bindings.map { AgentInterface.ProtocolBinding(named: $0.rawValue) },
      dialect: DialectName(rawValue: settings.dialect.rawValue))
  }
}
