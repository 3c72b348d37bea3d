import HTTP
import Settings
import Storage
import Synchronization

/// Lets through of one agent's cards what the user has accepted.
final class CardGate: Sendable {
  private struct State {
    /// What came of the last look, and at what.
    var facts: [PinFolder.Card: CardFacts] = [:]
    var stamp: FileStamp?
  }

  private let url: WebURL
  private let policy: CardSettings.ChangePolicy
  private let pins: PinFolder
  private let state = Mutex(State())

  /// - Parameter url: Where the user has said that the agent is.
  init(_ url: WebURL, _ policy: CardSettings.ChangePolicy, pins: PinFolder) {
    self.url = url
    self.policy = policy
    self.pins = pins
  }

  /// What becomes of a card that says this. What is met for the first time counts as accepted.
  func judge(_ facts: CardFacts, as card: PinFolder.Card) -> CardJudgement {
    // Looked at before the file is read: whatever replaces it meanwhile is noticed the next time.
    let stamp = pins.stamp(for: url)
    let contents = pins.contents(for: url)
    let judgement = CardJudgement(of: facts, after: contents.accepted(card), policy, isLocal: url.isLoopback)
    if judgement.isAccepted {
      var pins = contents.pins
      pins[card] = facts
      self.pins.keep(pins, for: url)
    }
    let seen = judgement.isAccepted ? pins.stamp(for: url) : stamp
    state.withLock { state in
      state.facts[card] = facts
      state.stamp = seen
    }
    return judgement
  }

  /// Whether the user may have accepted something since the last look.
  var isOutdated: Bool {
    let stamp = pins.stamp(for: url)
    return state.withLock { $0.stamp != stamp }
  }

  /// Accepts what the cards say that were looked at.
  func accept() {
    let facts = state.withLock { $0.facts }
    guard !facts.isEmpty else { return }
    pins.keep(pins.contents(for: url).pins.merging(facts) { _, new in new }, for: url)
  }
}

extension PinFolder.Contents {
  fileprivate func accepted(_ card: PinFolder.Card) -> CardJudgement.Accepted {
    switch self {
    case .nothing: .nothing
    case .pins(let pins): pins[card].map { .facts($0) } ?? .nothing
    case .unclear(let reason): .unclear(reason)
    }
  }

  fileprivate var pins: PinFolder.Pins { if case .pins(let pins) = self { pins } else { [:] } }
}
