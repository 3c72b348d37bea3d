import A2A
import HTTP
import Logging
import MCP
import Settings
import Synchronization
import Telemetry

/// All configured agents. Keeps their cards, and the catalog of tools that follows from them.
///
/// No agent waits for another: one that is dead, slow or lying costs only its own tools.
final class AgentDirectory: Sendable {
  /// How long after the start the tools are held back for agents that have not answered.
  static let patience = Duration.seconds(2)

  /// How many of one kind of warning one card is worth.
  static let maxWarnings = 5

  let agents: [RemoteAgent]
  private let cache: CardCache
  private let logger: Logger
  private let timing: Timing
  private let state: Mutex<State>
  /// Open once every agent has answered or failed, or ``patience`` is over.
  private let firstRound = Latch()
  /// Open once every agent has answered or failed, which takes as long as the slowest may.
  private let allAnswers = Latch()
  private let audit: @Sendable (AuditEvent) -> Void
  private let onChange = Mutex<(@Sendable () -> Void)?>(nil)
  /// Hears of every card that is another than before, whether or not tools change with it.
  private let cardFeed = ChangeFeed()
  /// Whether a kept card serves each of the agents.
  private let kept: [Once<Bool>]

  private struct State {
    /// What follows from the cards that are known; nil when one has come since.
    var catalog: ToolCatalog?
    var names: AgentNames
    /// True once the names in the catalog are final. Before, each card that comes may still change another's.
    var isSettled = false
    /// True while the log is still to hear when there are more tools than some hosts take.
    var watchesCeilings = false
    /// What the log has heard of tools that are refused.
    var knownRefusals: Set<ConfusableName> = []
    let listsTasks: Bool

    /// The tools of the agents whose cards are known.
    mutating func catalog(of agents: [RemoteAgent]) -> ToolCatalog {
      if let catalog { return catalog }
      // The agents are looked at under the lock, so no card that comes meanwhile is missed for good.
      let snapshots = names.naming(agents.compactMap(\.snapshot))
      if isSettled { names.keep(snapshots) }
      let new = ToolCatalog(snapshots, listsTasks: listsTasks)
      catalog = new
      return new
    }

    /// Makes the names final, those of now and all that are given from now on.
    mutating func settle(_ agents: [RemoteAgent]) {
      guard !isSettled else { return }
      isSettled = true
      names.keep(names.naming(agents.compactMap(\.snapshot)))
      catalog = nil
    }
  }

  /// - Parameters:
  ///   - listsTasks: Whether there is a tool that lists an agent's tasks.
  ///   - audit: Hears of cards that have changed.
  init(
    _ agents: [RemoteAgent], cache: CardCache, listsTasks: Bool = false, logger: Logger,
    timing: Timing = .system, audit: @escaping @Sendable (AuditEvent) -> Void = { _ in }
  ) {
    self.audit = audit
    self.agents = agents
    self.cache = cache
    self.logger = logger
    self.timing = timing
    kept = agents.map { _ in Once() }
    state = Mutex(
      State(names: AgentNames(configured: agents.compactMap(\.settings.name)), listsTasks: listsTasks))
    if agents.isEmpty { settleForGood() }
  }

  /// The tools, once every agent has answered or failed; ``patience`` after the start those that are there by then.
  func settledCatalog() async -> ToolCatalog {
    await firstRound.wait()
    return currentCatalog
  }

  /// The tools, once every agent has answered or failed.
  func completeCatalog() async -> ToolCatalog {
    await allAnswers.wait()
    return currentCatalog
  }

  /// The tools of the agents whose cards are known by now.
  var currentCatalog: ToolCatalog {
    let (catalog, refusals, warning) = state.withLock { state -> (ToolCatalog, [ConfusableName], Finding?) in
      let catalog = state.catalog(of: agents)
      let refusals = catalog.refusals.prefix(Self.maxWarnings).filter {
        state.knownRefusals.insert($0).inserted
      }
      guard state.watchesCeilings, let finding = HostCeilings.finding(for: catalog.tools.count) else {
        return (catalog, refusals, nil)
      }
      state.watchesCeilings = false
      return (catalog, refusals, finding)
    }
    for refusal in refusals {
      logger.error("\(refusal.finding.sentence)", metadata: [LogKey.agent.rawValue: "\(refusal.agent)"])
    }
    if let warning { logger.warning("\(warning.sentence)") }
    return catalog
  }

  /// Calls `action` whenever the tools have changed.
  func whenToolsChange(_ action: @escaping @Sendable () -> Void) { onChange.withLock { $0 = action } }

  /// The moments from now on at which an agent's card has become another.
  func cardChanges() -> AsyncStream<Void> { cardFeed.changes() }

  /// How many want to hear of them.
  var cardListeners: Int { cardFeed.listenerCount }

  /// Takes the kept cards, then asks all agents for theirs, again and again. Ends when cancelled.
  func run() async {
    state.withLock { $0.watchesCeilings = true }
    let kept = await Array(agents.indices).concurrentMap { self.takeKeptCard(at: $0) }
    let first = FirstAnswers(awaited: kept.count { !$0 }) { self.settleForGood() }
    await withDiscardingTaskGroup { group in
      group.addTask {
        try? await self.timing.sleep(Self.patience)
        self.settle()
      }
      for (agent, isKept) in zip(agents, kept) {
        group.addTask { await self.follow(agent, first: isKept ? nil : first) }
      }
    }
  }

  /// Takes the cards of earlier runs, once, however many want them at the same time.
  func takeKeptCards() {
    for index in agents.indices { takeKeptCard(at: index) }
  }

  /// - Returns: Whether such a card serves the agent.
  @discardableResult private func takeKeptCard(at index: Int) -> Bool {
    let agent = agents[index]
    return kept[index].value {
      guard let entry = cache.entry(for: agent.key), let card = agent.served(entry.card) else { return false }
      adopt(card, by: agent, remembered: entry.route)
      return agent.snapshot != nil
    }
  }

  /// Asks once, without the cache: for commands that want to know how things are.
  ///
  /// - Parameter isEnough: Is shown the tools after each card. When it says so, the other agents are not waited for.
  func askAll(until isEnough: ((ToolCatalog) -> Bool)? = nil) async {
    await withTaskGroup(of: Void.self) { group in
      for agent in agents { group.addTask { _ = await self.ask(agent) } }
      guard let isEnough else { return }
      for await _ in group where settles(when: isEnough) { group.cancelAll() }
    }
    settleForGood()
  }

  /// Asks for the card again and again: soon while there is none, and when it is no longer fresh.
  private func follow(_ agent: RemoteAgent, first: FirstAnswers?) async {
    var rhythm = CardRhythm()
    var obstacles = await ask(agent)
    first?.arrive()
    var lastWish: Duration?
    while !Task.isCancelled {
      let chance = timing.chance()
      let wait =
        obstacles.toCard == nil
        ? rhythm.wait(after: agent.freshness, chance: chance)
        : rhythm.waitAfterFailure(serves: agent.snapshot != nil, chance: chance)
      guard await pause(wait, for: agent, since: &lastWish) else { return }
      obstacles = await ask(agent, after: obstacles)
    }
  }

  /// Waits so long, or until somebody wants the card; wishes are heard once in ``CardFreshness/shortest``.
  ///
  /// - Parameter lastWish: When the last one was heard.
  /// - Returns: False when the task is cancelled.
  private func pause(_ wait: Duration, for agent: RemoteAgent, since lastWish: inout Duration?) async -> Bool
  {
    let start = timing.now()
    let deaf = lastWish.map { min($0 + CardFreshness.shortest - start, wait) } ?? .zero
    if deaf > .zero, (try? await timing.sleep(deaf)) == nil { return false }
    let rest = wait - max(deaf, .zero)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await self.timing.sleep(rest) }
      group.addTask { await agent.refreshWish.wait() }
      await group.next()
      group.cancelAll()
    }
    if agent.refreshWish.take() { lastWish = timing.now() }
    return !Task.isCancelled
  }

  /// What stands in the way of an agent's cards: what the log has heard of.
  private struct Obstacles {
    /// Why it can't be used or could not be asked.
    var toCard: String?
    /// Why the other card, that it shows to those it knows, is not used.
    var toExtendedCard: String?
  }

  /// - Parameter last: What stood in the way the last time.
  /// - Returns: What stands in the way; nothing when all is well, or when the task is cancelled.
  private func ask(_ agent: RemoteAgent, after last: Obstacles = Obstacles()) async -> Obstacles {
    var obstacles = Obstacles()
    do throws(CardFailure) {
      obstacles.toExtendedCard = try await learn(of: agent)
      if case .unusable(let reason) = agent.state { obstacles.toCard = reason }
    } catch {
      guard !Task.isCancelled else { return Obstacles() }
      fail(agent, error)
      obstacles.toCard = "\(error)"
      if error.isRefusal, obstacles.toCard != last.toCard {
        audit(.refused(agent: agent.label, reason: "\(error)"))
      }
    }
    if let obstacle = obstacles.toCard, obstacle != last.toCard {
      let words =
        agent.snapshot == nil ? "agent not available" : "card not refreshed, the last one still serves"
      warn("\(words): \(obstacle)", of: agent)
    }
    if let obstacle = obstacles.toExtendedCard, obstacle != last.toExtendedCard {
      warn("its extended card is not used: \(obstacle)", of: agent)
    }
    return obstacles
  }

  /// Notes why there is no card. One that was not signed as it should be does not serve any more.
  private func fail(_ agent: RemoteAgent, _ failure: CardFailure) {
    let wasUsable = agent.snapshot != nil
    agent.fail(failure)
    guard wasUsable, agent.snapshot == nil else { return }
    cache.forget(agent.key)
    state.withLock { $0.catalog = nil }
    onChange.withLock { $0 }?()
    cardFeed.tell()
  }

  /// Takes notice of what the user has accepted meanwhile, which no agent need be asked for.
  func heedAcceptance() {
    for agent in agents where agent.judgement.withheld != .nothing && agent.isOutdated { review(agent) }
  }

  /// Accepts what the cards of an agent say now, for good, and asks for the one that it was not shown who the user is
  /// for: what that says is not accepted with them, unless both say it.
  ///
  /// - Returns: Why it holds for this run only; nil when it is kept.
  @discardableResult func accept(_ agent: RemoteAgent) async -> String? {
    let obstacle = agent.gate.accept()
    if obstacle == nil { audit(.cardAccepted(agent: agent.label)) }
    review(agent)
    if agent.extended.card == nil { _ = await extend(agent) }
    return obstacle
  }

  /// Judges anew the cards that are known.
  private func review(_ agent: RemoteAgent) {
    if let card = agent.card { adopt(card, agent.extended, by: agent) }
  }

  /// Asks for the public card, and for the one that the agent shows to those it knows, and takes them.
  ///
  /// - Returns: Why the other one is not used.
  private func learn(of agent: RemoteAgent) async throws(CardFailure) -> String? {
    let card = try await agent.fetchCard()
    let isExtended = agent.extended.card != nil
    var extended: ExtendedCard?
    if let card {
      // What the agent shows to those it knows is not to be missed meanwhile.
      extended = isExtended ? await agent.extendedCard(beside: card) : nil
      guard !Task.isCancelled else { return nil }
      adopt(card, extended ?? .unseen, by: agent)
      if agent.snapshot != nil { keep(card, of: agent) }
    } else if agent.isOutdated {
      review(agent)
    }
    if agent.isAskedForCard, !agent.freshness.mayBeKept { cache.forget(agent.key) }
    if let extended { return extended.refusal }
    return await extend(agent)
  }

  /// Asks for the extended card beside the public one and takes it, which is never kept.
  ///
  /// - Returns: Why it is not used.
  private func extend(_ agent: RemoteAgent) async -> String? {
    guard let card = agent.card, agent.snapshot != nil, !agent.judgement.withholdsAll else { return nil }
    let extended = await agent.extendedCard(beside: card)
    guard !Task.isCancelled else { return nil }
    adopt(card, extended, by: agent)
    return extended.refusal
  }

  /// Ends the first round, when a card that comes later changes no name any more.
  private func settle() {
    state.withLock { $0.settle(agents) }
    firstRound.open()
  }

  /// Ends the first round, and the wait of those who wait for the last agent.
  private func settleForGood() {
    settle()
    allAnswers.open()
  }

  /// Settles on the tools if they are enough, and says whether they are.
  private func settles(when isEnough: (ToolCatalog) -> Bool) -> Bool {
    state.withLock { state in
      guard isEnough(state.catalog(of: agents)) else { return false }
      state.settle(agents)
      return true
    }
  }

  /// What depends on the card is made anew when somebody asks for it: at the start, a hundred cards come at once.
  private func adopt(
    _ card: FetchedCard, _ extended: ExtendedCard = .unseen, by agent: RemoteAgent, remembered: Route? = nil
  ) {
    let before = agent.snapshot
    let judged = agent.judgement
    let isNew = agent.adopt(card, extended: extended, remembered: remembered) {
      [weak self, weak agent] news in
      guard let self, let agent else { return }
      self.note(news, of: agent, card)
    }
    if agent.judgement != judged { tell(of: agent.judgement, by: agent) }
    guard isNew else { return }
    state.withLock { $0.catalog = nil }
    let snapshot = agent.snapshot
    if let count = snapshot?.omittedSkills, count > 0 {
      warn("\(count) skills are left out; one agent has at most \(AgentSnapshot.maxSkills) tools", of: agent)
    }
    if let snapshot, let obstacle = agent.authenticationObstacle(of: snapshot.card) {
      warn("its calls may be refused: \(obstacle)", of: agent)
    }
    for words in snapshot?.withheld.prefix(Self.maxWarnings) ?? [] {
      warn("\(words.finding(about: "").text)", of: agent)
    }
    let hasSameLists =
      AgentSnapshot.haveSameTools(before, snapshot)
      && before?.withholding.admitsCard == snapshot?.withholding.admitsCard
    if !hasSameLists { onChange.withLock { $0 }?() }
    cardFeed.tell()
  }

  /// How many changes are told to the log, and to the audit.
  static let maxTold = (log: 3, audit: 100)

  private func tell(of judgement: CardJudgement, by agent: RemoteAgent) {
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

  private func note(_ news: NegotiatingBinding.News, of agent: RemoteAgent, _ card: FetchedCard) {
    switch news {
    case .settled(let route):
      logger.debug("the agent is spoken to by \(route)", metadata: [LogKey.agent.rawValue: "\(agent.label)"])
      keep(card, of: agent)
    case .refused(let route, let error): warn("no way by \(route): \(error.message)", of: agent)
    case .estranged: agent.wantsRefresh()
    }
  }

  private func keep(_ card: FetchedCard, of agent: RemoteAgent) {
    guard agent.isAskedForCard, card.freshness.mayBeKept else { return }
    cache.keep(CardCache.Entry(card: card, route: agent.settledRoute), for: agent.key)
  }

  private func warn(_ words: String, of agent: RemoteAgent) {
    logger.warning("\(words)", metadata: [LogKey.agent.rawValue: "\(agent.label)"])
  }
}

/// Counts the first answers, and says when there are none left to come.
private final class FirstAnswers: Sendable {
  private let awaited: Mutex<Int>
  private let whenComplete: @Sendable () -> Void

  init(awaited: Int, _ whenComplete: @escaping @Sendable () -> Void) {
    self.awaited = Mutex(awaited)
    self.whenComplete = whenComplete
    if awaited == 0 { whenComplete() }
  }

  func arrive() {
    let isComplete = awaited.withLock { awaited in
      awaited -= 1
      return awaited == 0
    }
    if isComplete { whenComplete() }
  }
}
