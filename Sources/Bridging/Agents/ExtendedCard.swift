import A2A
import JSON

/// What is known of the card that an agent shows to those it knows (A2A 1.0 §3.1.11).
enum ExtendedCard: Sendable {
  /// The agent has none.
  case none
  /// It has one, but nothing is configured that it could know the user by.
  case locked
  /// It has one that it has not been asked for yet.
  case unseen
  /// It is used in place of the public one, and who has signed it.
  case used(FetchedCard, CardSignature)
  /// It was asked for in vain, and why.
  case refused(String)
  /// It has come, but is not signed as the user wants it to be, and why.
  case distrusted(String)

  /// What `document` is good for, which an agent gave out beside its public card.
  ///
  /// - Parameter choice: How the bridge would reach the agent by it.
  init(_ document: JSONValue, beside card: FetchedCard, choice: (FetchedCard) -> InterfaceChoice) {
    do throws(NotACard) {
      let extended = try FetchedCard(url: card.url, document: document)
      self =
        choice(extended).routes.isEmpty
        ? .refused("it names no interface that can be used") : .used(extended, .unsigned)
    } catch {
      self = .refused("what the agent answered is not a card: \(error.reason)")
    }
  }

  var card: FetchedCard? { if case .used(let card, _) = self { card } else { nil } }
  var signature: CardSignature? { if case .used(_, let signature) = self { signature } else { nil } }

  /// Why it is not used, though it was asked for.
  var refusal: String? {
    switch self {
    case .refused(let reason), .distrusted(let reason): reason
    case .none, .locked, .unseen, .used: nil
    }
  }

  /// What is known now, after `old` was known. A refusal does not take back what was shown before; one whose signature
  /// is not as it should be does.
  func after(_ old: ExtendedCard) -> ExtendedCard {
    if case .refused = self, old.card != nil { old } else { self }
  }
}

extension ExtendedCard: CustomStringConvertible {
  var description: String {
    switch self {
    case .none: "none"
    case .locked: "for those it knows; no credentials are configured"
    case .unseen: "not asked for yet"
    case .used: "in use"
    case .refused(let reason), .distrusted(let reason): "not used: \(reason)"
    }
  }
}
