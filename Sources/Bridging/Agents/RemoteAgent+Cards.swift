import A2A
import HTTP
import Settings
import Synchronization

extension RemoteAgent {
  /// Asks for the card, whether it has changed if one is known, and looks at who has signed it.
  ///
  /// - Returns: The new card; nil when the known one still holds.
  /// - Throws: ``CardFailure``, also for a card whose signature is not as the user wants it.
  func fetchCard() async throws(CardFailure) -> FetchedCard? {
    let old = known.withLock { $0.card }
    let answer = try await access.card(known: old)
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
    // Where only the keys can't be had, what they have shown before still holds.
    if isKnown, old?.signed != nil, verdict.lacksKeys { return nil }
    if let reason = verdict.refusal {
      if isKnown { drop() }
      throw CardFailure(attempts: [CardFailure.Attempt(url: url, cause: .signature(reason))])
    }
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

  /// Asks for the card that the agent shows to those it knows, if it has one and there is something to know the user
  /// by.
  ///
  /// - Parameter card: The public card, which says so.
  func extendedCard(beside card: FetchedCard) async -> ExtendedCard {
    guard card.card.capabilities.extendedAgentCard else { return .none }
    guard settings.hasCredentials else { return .locked }
    // Who might be another is not shown who the user is.
    guard !judgement(of: card, as: .open).withholdsAll else {
      return .refused("its public card is withheld until you accept it")
    }
    // What it comes to says little about other operations, so it is not negotiated for them.
    let binding = access.binding(by: access.choice(for: card).routes, remembered: settledRoute)
    do throws(A2AError) {
      let document = try await binding.extendedCard(within: settings.timeouts.card)
      return await trusted(
        ExtendedCard(document, beside: card) { access.choice(for: $0) })
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

  private func judgement(of card: FetchedCard, as kind: PinFolder.Card) -> CardJudgement {
    // Nobody accepts what can't be used.
    guard isAskedForCard, !access.choice(for: card).routes.isEmpty else { return .unchanged }
    return gate.judge(CardFacts(card), as: kind)
  }

  /// What becomes of the public card and of the other one, by what the user has accepted.
  func judgement(of card: FetchedCard, _ extended: ExtendedCard) -> CardJudgement {
    let open = judgement(of: card, as: .open)
    switch extended {
    case .unseen: return open
    case .used(let card, _): return open.joined(with: judgement(of: card, as: .extended))
    case .none, .locked, .refused, .distrusted:
      gate.endFirstUse()
      return open
    }
  }
}
