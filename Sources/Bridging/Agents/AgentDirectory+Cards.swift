import A2A

extension AgentDirectory {
  /// Notes why there is no card. One that was not signed as it should be does not serve any more.
  func fail(_ agent: RemoteAgent, _ failure: CardFailure) {
    let wasUsable = agent.snapshot != nil
    agent.fail(failure)
    guard wasUsable, agent.snapshot == nil else { return }
    cache.forget(agent.key)
    cardsHaveChanged()
    tellOfChange(hasSameLists: false)
  }

  /// Takes notice of what the user has accepted meanwhile, which no agent need be asked for: whoever looks at the
  /// catalog does.
  func heedAcceptance() {
    for agent in agents where agent.judgement.withheld != .nothing && agent.isOutdated { review(agent) }
  }

  /// Accepts what the cards of an agent say now, for good, and asks for the one that it was not shown who the user is
  /// for: what that says is not accepted with them, unless both say it.
  ///
  /// - Returns: Why it holds for this run only; nil when it is kept.
  @discardableResult func accept(_ agent: RemoteAgent) async -> String? {
    let obstacle = agent.gate.accept()
    if obstacle == nil { news.tellOfAcceptance(agent) }
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
  func learn(of agent: RemoteAgent) async throws(CardFailure) -> String? {
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

  /// Takes `card` for what the agent is now, and tells whoever wants to know.
  func adopt(
    _ card: FetchedCard, _ extended: ExtendedCard = .unseen, by agent: RemoteAgent, remembered: Route? = nil
  ) {
    let before = agent.snapshot
    let judged = agent.judgement
    let isNew = agent.adopt(card, extended: extended, remembered: remembered) {
      [weak self, weak agent] event in
      guard let self, let agent else { return }
      self.note(event, of: agent, card)
    }
    if agent.judgement != judged { news.tell(of: agent.judgement, by: agent) }
    guard isNew else { return }
    cardsHaveChanged()
    let snapshot = agent.snapshot
    if let snapshot { news.tell(of: snapshot, of: agent) }
    tellOfChange(
      hasSameLists: AgentSnapshot.haveSameTools(before, snapshot)
        && before?.withholding.admitsCard == snapshot?.withholding.admitsCard)
  }

  private func note(_ event: NegotiatingBinding.News, of agent: RemoteAgent, _ card: FetchedCard) {
    switch event {
    case .settled(let route):
      news.tell(of: route, to: agent)
      keep(card, of: agent)
    case .refused(let route, let error): news.warn("no way by \(route): \(error.message)", of: agent)
    case .estranged: agent.wantsRefresh()
    }
  }

  private func keep(_ card: FetchedCard, of agent: RemoteAgent) {
    guard agent.isAskedForCard, card.freshness.mayBeKept else { return }
    cache.keep(CardCache.Entry(card: card, route: agent.settledRoute), for: agent.key)
  }
}
