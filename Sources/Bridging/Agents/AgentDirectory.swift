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

  let agents: [RemoteAgent]
  let cache: CardCache
  let news: CardNews
  let timing: Timing
  private let state: Mutex<State>
  /// Open once every agent has answered or failed, or ``patience`` is over.
  private let firstRound = Latch()
  /// Open once every agent has answered or failed, which takes as long as the slowest may.
  private let allAnswers = Latch()
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
    self.agents = agents
    self.cache = cache
    news = CardNews(logger: logger, audit: audit)
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

  /// The tools of the agents whose cards are known by now, as far as the user has accepted them by now.
  var currentCatalog: ToolCatalog {
    heedAcceptance()
    let (catalog, refusals, warning) = state.withLock { state -> (ToolCatalog, [ConfusableName], Finding?) in
      let catalog = state.catalog(of: agents)
      let refusals = catalog.refusals.prefix(CardNews.maxWarnings).filter {
        state.knownRefusals.insert($0).inserted
      }
      guard state.watchesCeilings, let finding = HostCeilings.finding(for: catalog.tools.count) else {
        return (catalog, refusals, nil)
      }
      state.watchesCeilings = false
      return (catalog, refusals, finding)
    }
    for refusal in refusals { news.tell(of: refusal) }
    if let warning { news.tell(of: warning) }
    return catalog
  }

  /// What follows from the cards is made anew when somebody asks for it: at the start, a hundred come at once.
  func cardsHaveChanged() { state.withLock { $0.catalog = nil } }

  /// Tells whoever wants to know that an agent's card has become another.
  ///
  /// - Parameter hasSameLists: Whether what hosts are told is as it was.
  func tellOfChange(hasSameLists: Bool) {
    if !hasSameLists { onChange.withLock { $0 }?() }
    cardFeed.tell()
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
      guard let entry = cache.entry(for: agent.key, at: agent.url), let card = agent.served(entry.card)
      else { return false }
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
}
