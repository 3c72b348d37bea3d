import Crypto
import Encodings
import JSON
import Settings
import Storage
import Synchronization

/// Lets through of one agent's cards what the user has accepted.
final class CardGate: Sendable {
  private struct State {
    /// What came of the last look, and at what.
    var facts: [PinFolder.Card: CardFacts] = [:]
    var stamp: FileStamp?
    /// Whether the agent has just been met: what it shows then to those it knows is part of that.
    var isFirstUse = false
  }

  private let agent: AgentKey
  private let settings: CardSettings
  private let isLocal: Bool
  private let pins: PinFolder
  private let state = Mutex(State())

  /// - Parameter isLocal: Whether the user has said that the agent is on this machine.
  init(_ agent: AgentKey, _ settings: CardSettings, isLocal: Bool, pins: PinFolder) {
    self.agent = agent
    self.settings = settings
    self.isLocal = isLocal
    self.pins = pins
  }

  /// What becomes of a card that says this. What an agent says when it is met for the first time counts as accepted.
  func judge(_ facts: CardFacts, as card: PinFolder.Card) -> CardJudgement {
    // Looked at before the file is read: whatever replaces it meanwhile is noticed the next time.
    let stamp = pins.stamp(for: agent)
    let contents = pins.contents(for: agent)
    let isFirstUse = state.withLock { $0.isFirstUse }
    let accepted = contents.accepted(card, isFirstUse: isFirstUse)
    var facts = facts
    // Who does not look at signatures does not miss one.
    if !settings.looksAtSignatures { facts.keys = accepted.keys }
    let judgement = CardJudgement(of: facts, after: accepted, settings.onChange, isLocal: isLocal)
    let noted = judgement.isAccepted ? facts : accepted.signed(by: facts.keys, judgement)
    if let noted {
      var pins = contents.pins
      pins.cards[card] = noted
      self.pins.keep(pins, for: agent)
    }
    let seen = noted == nil ? stamp : pins.stamp(for: agent)
    state.withLock { state in
      state.facts[card] = facts
      state.stamp = seen
      state.isFirstUse =
        card == .open && (accepted == .nothing || state.isFirstUse && judgement == .unchanged)
    }
    return judgement
  }

  /// Notes that the agent was asked for what it shows to those it knows, and has not shown it: whatever it shows later
  /// is not what it was met with.
  func endFirstUse() { state.withLock { $0.isFirstUse = false } }

  /// Whether the user may have accepted something since the last look.
  var isOutdated: Bool {
    let stamp = pins.stamp(for: agent)
    return state.withLock { $0.stamp != stamp }
  }

  /// Why what is accepted is not kept for other processes; nil when it is.
  var obstacle: String? { pins.obstacle(for: agent) }

  /// Accepts what the cards say that were looked at. What both have said alike is accepted of both.
  ///
  /// - Returns: Why it holds for this run only; nil when it is kept.
  func accept() -> String? {
    let facts = state.withLock { $0.facts }
    var pins = pins.contents(for: agent).pins
    if let old = pins.cards[.open], let new = facts[.open] {
      pins.cards[.extended] = pins.cards[.extended]?.following(old, to: new)
    }
    pins.cards.merge(facts) { _, new in new }
    let obstacle = self.pins.keep(pins, for: agent)
    if obstacle == nil { self.pins.noteShown(nil, for: agent) }
    return obstacle
  }

  // MARK: What the user has seen

  /// Whether the user was shown something else the last time than the cards say that were looked at.
  var isOtherThanShown: Bool {
    let shown = pins.shown(for: agent)
    return shown != nil && shown != digest
  }

  /// Notes that the user is shown what the cards say that were looked at: no other is accepted unseen.
  func noteShown() { pins.noteShown(digest, for: agent) }

  /// Stands for all that is shown of the cards: not for what only whoever reads them as a whole can see, which may be
  /// another each time.
  private var digest: String {
    let facts = state.withLock { $0.facts }
    var json: JSONObject = [:]
    for (card, facts) in facts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      var facts = facts
      facts.document = ""
      json[card.rawValue] = .object(facts.json(isShort: true))
    }
    return SHA256.hash(data: json.serialized()).hexadecimal
  }
}

extension CardSettings {
  /// Whether anybody's signature can be told from none.
  fileprivate var looksAtSignatures: Bool { signatures != .off && !keys.isEmpty }
}

extension CardFacts {
  /// What is accepted of this card, the one for those whom the agent knows, when `new` is accepted in the place of
  /// `old` of the one for everybody: the same wherever they were alike.
  fileprivate func following(_ old: CardFacts, to new: CardFacts) -> CardFacts {
    var facts = self
    if addresses == old.addresses { facts.addresses = new.addresses }
    if schemes == old.schemes { facts.schemes = new.schemes }
    if requirements == old.requirements { facts.requirements = new.requirements }
    if keys == old.keys { facts.keys = new.keys }
    if agent.digest == old.agent.digest { facts.agent = new.agent }
    if document == old.document { facts.document = new.document }
    for id in Set(old.skills.keys).union(new.skills.keys)
    where skills[id]?.digest == old.skills[id]?.digest { facts.skills[id] = new.skills[id] }
    return facts
  }
}

extension CardJudgement.Accepted {
  /// The keys that have signed what was accepted.
  fileprivate var keys: [CardFacts.Key] {
    switch self {
    case .nothing, .other, .unclear: []
    case .facts(let facts): facts.keys
    }
  }

  /// What was accepted, with the keys that have signed the card of now, where nobody had signed that: they are noted
  /// whatever becomes of its words, for only the user can have named them.
  fileprivate func signed(by keys: [CardFacts.Key], _ judgement: CardJudgement) -> CardFacts? {
    guard case .facts(var facts) = self, facts.keys.isEmpty, !keys.isEmpty, judgement.withheld != .agent
    else { return nil }
    facts.keys = keys
    return facts
  }
}

extension PinFolder.Contents {
  fileprivate func accepted(_ card: PinFolder.Card, isFirstUse: Bool) -> CardJudgement.Accepted {
    switch self {
    case .nothing: return .nothing
    case .pins(let pins):
      if let facts = pins.cards[card] { return .facts(facts) }
      return isFirstUse ? .nothing : pins.cards[.open].map { .other($0) } ?? .nothing
    case .unclear(let reason): return .unclear(reason)
    }
  }

  fileprivate var pins: PinFolder.Pins {
    if case .pins(let pins) = self { pins } else { PinFolder.Pins() }
  }
}
