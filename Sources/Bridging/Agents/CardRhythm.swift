import A2A

/// How long after each answer, or the lack of one, an agent's card is asked for again.
struct CardRhythm: Sendable {
  /// How soon the card of an agent that can't be used yet is asked for again, and how late.
  static let searching = (first: Duration.seconds(1), longest: Duration.seconds(60))
  /// The same for an agent whose last card still serves.
  static let refreshing = (first: CardFreshness.shortest, longest: Duration.seconds(3_600))

  private var searches = Backoff(from: searching.first, to: searching.longest)
  private var refreshes = Backoff(from: refreshing.first, to: refreshing.longest)

  /// After an answer: as late as it lasts, or a little earlier, so that agents are not all asked at once.
  ///
  /// - Parameter chance: A number in 0..<1.
  mutating func wait(after freshness: CardFreshness, chance: Double) -> Duration {
    self = CardRhythm()
    return max(freshness.lifetime * (0.9 + 0.1 * chance), CardFreshness.shortest)
  }

  /// After none, or one that can't be used.
  ///
  /// - Parameter serves: True while an older card makes the tools.
  mutating func waitAfterFailure(serves: Bool, chance: Double) -> Duration {
    serves ? refreshes.next(chance: chance) : searches.next(chance: chance)
  }
}
