import Settings

/// What becomes of a card that says what it says now, by what the user has accepted.
struct CardJudgement: Sendable, Hashable {
  /// What is not handed on of it.
  enum Withheld: Sendable, Hashable {
    case nothing
    /// The card as a whole, which says what is said nowhere else.
    case card
    /// All skills but these, which are as they were, and the card as a whole.
    case skills(besides: Set<String>)
    /// The whole agent.
    case agent
  }

  /// What is known of the card that was accepted.
  enum Accepted: Sendable, Hashable {
    /// The agent is met for the first time.
    case nothing
    case facts(CardFacts)
    /// This card is met for the first time, but not its agent, whose card for everybody was accepted: it must speak of
    /// the same places and proofs, and with `pin` in the same words. Who has signed it is its own affair, for cards are
    /// signed one by one (A2A 1.0 §8.4).
    case other(CardFacts)
    /// It can't be told, and why: somebody else may have written it.
    case unclear(String)
  }

  let withheld: Withheld
  /// What is otherwise than when it was accepted.
  var changes: [CardChange] = []
  /// Whether what the card says now counts as accepted from now on.
  let isAccepted: Bool
  /// Why nothing can be compared.
  var obstacle: String?

  private init(
    withheld: Withheld, _ changes: [CardChange] = [], isAccepted: Bool, obstacle: String? = nil
  ) {
    self.withheld = withheld
    self.changes = changes
    self.isAccepted = isAccepted
    self.obstacle = obstacle
  }

  /// All is as it was.
  static let unchanged = CardJudgement(withheld: .nothing, isAccepted: false)

  /// - Parameters:
  ///   - new: What the card says now.
  ///   - policy: What the user wants to become of changes.
  ///   - isLocal: Whether the agent is configured at an address of this machine: whoever develops an agent changes all
  ///     of it, and nobody else can stand in its place.
  init(
    of new: CardFacts, after accepted: Accepted, _ policy: CardSettings.ChangePolicy, isLocal: Bool
  ) {
    switch accepted {
    case .nothing: self.init(withheld: .nothing, isAccepted: true)
    case .facts(new): self = .unchanged
    case .facts(let old): self.init(of: new, after: old, policy, isLocal: isLocal)
    case .other(var old):
      old.keys = new.keys
      if policy != .pin { (old.agent, old.skills, old.document) = (new.agent, new.skills, new.document) }
      if old == new {
        self.init(withheld: .nothing, isAccepted: true)
      } else {
        self.init(of: new, after: old, policy, isLocal: isLocal)
      }
    case .unclear(let reason) where isLocal && new.isLocal && policy != .pin:
      self.init(withheld: .nothing, isAccepted: true, obstacle: reason)
    case .unclear(let reason):
      // Whoever accepts it accepts all that it says.
      self.init(withheld: .agent, CardFacts.none.changes(to: new), isAccepted: false, obstacle: reason)
    }
  }

  private init(
    of new: CardFacts, after old: CardFacts, _ policy: CardSettings.ChangePolicy, isLocal: Bool
  ) {
    var old = old
    // Only the user can have named the key: a signature that can be verified now is none that was not there before.
    let isSignedNow = old.keys.isEmpty && !new.keys.isEmpty
    if isSignedNow { old.keys = new.keys }
    var changes = old.changes(to: new)
    let concernsIdentity = changes.contains { $0.subject == .identity }
    if concernsIdentity, !(isLocal && old.isLocal && new.isLocal) {
      self.init(withheld: .agent, changes, isAccepted: false)
      return
    }
    // Nobody is told of more than models are shown, except by whoever wants to have accepted all of that.
    if changes.isEmpty, policy == .pin, old.document != new.document {
      changes = [CardChange(subject: .rest, description: "the rest of the card")]
    }
    guard !changes.isEmpty else {
      self.init(withheld: .nothing, isAccepted: isSignedNow || policy != .pin)
      return
    }
    switch policy {
    case .warn: self.init(withheld: .nothing, changes, isAccepted: false)
    case .accept: self.init(withheld: .nothing, changes, isAccepted: true)
    case .pin: self.init(withheld: Self.withheld(of: new, after: old), changes, isAccepted: false)
    }
  }

  /// What becomes of an agent whose other card, for those it knows, is in use beside the one for everybody.
  func joined(with extended: CardJudgement) -> CardJudgement {
    var both = withheld == .agent ? self : extended
    // The skills of the one for everybody are not in use, the rest of it says whom the bridge speaks to.
    both.changes = changes.filter { $0.subject == .identity || $0.subject == .agent }
    both.changes += extended.changes.filter { !both.changes.contains($0) }
    both.obstacle = obstacle ?? extended.obstacle
    return both
  }

  /// Whether so much is withheld that nobody should show the agent who the user is.
  var withholdsAll: Bool {
    switch withheld {
    case .nothing, .card: false
    case .skills(let same): same.isEmpty
    case .agent: true
    }
  }

  /// What is new or other than before. What the agent says of itself stands in every one of its tools.
  private static func withheld(of new: CardFacts, after old: CardFacts) -> Withheld {
    guard old.agent.digest == new.agent.digest else { return .skills(besides: []) }
    let same = new.skills.filter { old.skills[$0.key]?.digest == $0.value.digest }
    return same.count == new.skills.count ? .card : .skills(besides: Set(same.keys))
  }
}
