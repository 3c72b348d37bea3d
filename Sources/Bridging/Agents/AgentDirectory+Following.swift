import A2A
import Telemetry

extension AgentDirectory {
  /// Asks for the card again and again: soon while there is none, and when it is no longer fresh.
  func follow(_ agent: RemoteAgent, first: FirstAnswers?) async {
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
  struct Obstacles: Hashable {
    /// Why it can't be used or could not be asked.
    var toCard: String?
    /// Why the other card, that it shows to those it knows, is not used.
    var toExtendedCard: String?
  }

  /// - Parameter last: What stood in the way the last time.
  /// - Returns: What stands in the way; nothing when all is well, or when the task is cancelled.
  func ask(_ agent: RemoteAgent, after last: Obstacles = Obstacles()) async -> Obstacles {
    var obstacles = Obstacles()
    do throws(CardFailure) {
      obstacles.toExtendedCard = try await learn(of: agent)
      if case .unusable(let reason) = agent.state { obstacles.toCard = reason }
    } catch {
      guard !Task.isCancelled else { return Obstacles() }
      fail(agent, error)
      obstacles.toCard = "\(error)"
      if error.isRefusal, obstacles.toCard != last.toCard { news.tell(of: error, by: agent) }
    }
    news.tell(of: obstacles, after: last, by: agent)
    return obstacles
  }
}
