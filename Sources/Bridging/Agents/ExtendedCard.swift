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
  /// It is used in place of the public one.
  case used(FetchedCard)
  /// It was asked for in vain, and why.
  case refused(String)

  /// What `document` is good for, which an agent gave out beside its public card.
  ///
  /// - Parameter choice: How the bridge would reach the agent by it.
  init(_ document: JSONValue, beside card: FetchedCard, choice: (FetchedCard) -> InterfaceChoice) {
    do throws(NotACard) {
      let extended = try FetchedCard(url: card.url, document: document)
      self =
        choice(extended).routes.isEmpty
        ? .refused("it names no interface that can be used") : .used(extended)
    } catch {
      self = .refused("what the agent answered is not a card: \(error.reason)")
    }
  }

  var card: FetchedCard? { if case .used(let card) = self { card } else { nil } }
  var refusal: String? { if case .refused(let reason) = self { reason } else { nil } }
}

extension ExtendedCard: CustomStringConvertible {
  var description: String {
    switch self {
    case .none: "none"
    case .locked: "for those it knows; no credentials are configured"
    case .unseen: "not asked for yet"
    case .used: "in use"
    case .refused(let reason): "not used: \(reason)"
    }
  }
}
