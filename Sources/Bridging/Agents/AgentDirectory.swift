import A2A
import HTTP
import Logging
import MCP
import Settings
import Synchronization

/// All configured agents. Keeps their cards, and the catalog of tools that follows from them.
///
/// No agent waits for another: one that is dead, slow or lying costs only its own tools.
final class AgentDirectory: Sendable {
  /// How long a caller waits for the agents' first answers.
  static let patience = Duration.seconds(2)

  let agents: [RemoteAgent]
  private let cache: CardCache
  private let logger: Logger
  private let timing: Timing
  /// What follows from the cards that are known; nil when one has come since.
  private let catalog = Mutex<ToolCatalog?>(nil)
  private let firstRound = Gate()
  /// How many agents have not yet answered or failed for the first time.
  private let pending: Mutex<Int>
  private let onChange = Mutex<(@Sendable () -> Void)?>(nil)

  init(_ agents: [RemoteAgent], cache: CardCache, logger: Logger, timing: Timing = .system) {
    self.agents = agents
    self.cache = cache
    self.logger = logger
    self.timing = timing
    pending = Mutex(agents.count)
    if agents.isEmpty { firstRound.open() }
  }

  /// The tools, once every agent has answered or failed, or after ``patience`` those that are there by then.
  func settledCatalog() async -> ToolCatalog {
    await firstRound.wait(atMost: Self.patience, sleep: timing.sleep)
    return currentCatalog
  }

  /// The tools of the agents whose cards are known by now.
  var currentCatalog: ToolCatalog {
    catalog.withLock { catalog in
      if let catalog { return catalog }
      // The agents are looked at under the lock, so no card that comes meanwhile is missed for good.
      let new = ToolCatalog(agents.compactMap(\.snapshot).withDistinctNames)
      catalog = new
      return new
    }
  }

  /// Calls `action` whenever the tools have changed.
  func whenToolsChange(_ action: @escaping @Sendable () -> Void) { onChange.withLock { $0 = action } }

  /// Takes the kept cards, then asks all agents for theirs, those that fail again and again. Ends when cancelled.
  func run() async {
    let kept = agents.filter { agent in
      guard let card = cache.card(for: agent.url) else { return false }
      adopt(card, by: agent)
      return true
    }
    for _ in kept { settle() }
    await withDiscardingTaskGroup { group in
      for agent in agents {
        let isKept = kept.contains { $0 === agent }
        group.addTask { await self.learn(agent, isSettled: isKept) }
      }
    }
  }

  /// Asks once, without the cache: for commands that want to know how things are.
  func askAll() async {
    await withDiscardingTaskGroup { group in
      for agent in agents {
        group.addTask {
          await self.ask(agent)
          self.settle()
        }
      }
    }
  }

  private func learn(_ agent: RemoteAgent, isSettled: Bool) async {
    var waits = Backoff(from: .seconds(1), to: .seconds(60))
    var isSettled = isSettled
    while true {
      let isKnown = await ask(agent)
      if !isSettled { settle() }
      isSettled = true
      if isKnown { return }
      do { try await timing.sleep(waits.next(chance: timing.chance())) } catch { return }
    }
  }

  @discardableResult
  private func ask(_ agent: RemoteAgent) async -> Bool {
    do throws(CardFailure) {
      if let card = try await agent.fetchCard() {
        adopt(card, by: agent)
        cache.keep(card, for: agent.url)
      }
      if case .unusable(let reason) = agent.state { report(agent, reason) }
      return true
    } catch {
      guard !Task.isCancelled else { return true }
      agent.fail(error)
      report(agent, "\(error)")
      return false
    }
  }

  private func report(_ agent: RemoteAgent, _ reason: String) {
    logger.warning("agent not available: \(reason)", metadata: ["agent": "\(agent.label)"])
  }

  private func settle() {
    let isLast = pending.withLock { pending in
      pending -= 1
      return pending == 0
    }
    if isLast { firstRound.open() }
  }

  /// What depends on the card is made anew when somebody asks for it: at the start, a hundred cards come at once.
  private func adopt(_ card: FetchedCard, by agent: RemoteAgent) {
    agent.adopt(card)
    catalog.withLock { $0 = nil }
    onChange.withLock { $0 }?()
  }
}

extension [AgentSnapshot] {
  /// Agents that would go by the same name get their address's fingerprint, all of them, so that it does not
  /// matter which came first.
  fileprivate var withDistinctNames: [AgentSnapshot] {
    let counts = Dictionary(map { ($0.name, 1) }, uniquingKeysWith: +)
    return map { snapshot in
      guard counts[snapshot.name, default: 0] > 1, snapshot.settings.name == nil else { return snapshot }
      var snapshot = snapshot
      snapshot.name += "_\(Slug.fingerprint(snapshot.settings.url))"
      return snapshot
    }
  }
}
