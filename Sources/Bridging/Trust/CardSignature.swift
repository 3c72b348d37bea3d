/// What is known of who has signed a card (A2A 1.0 §8.4).
enum CardSignature: Sendable, Hashable {
  /// The user does not want to know.
  case off
  /// The card is the user's own.
  case own
  case unsigned
  /// It has a signature, but of a key that is not known here, or none is.
  case unverifiable(String)
  /// The named key has signed it.
  case verified(key: String)
  /// It is not what was signed, or its signature is none.
  case invalid(String)
}

extension CardSignature: CustomStringConvertible {
  var description: String {
    switch self {
    case .off: "not looked at"
    case .own: "not needed: the card is your own"
    case .unsigned: "none"
    case .unverifiable(let reason): "not verifiable: \(reason)"
    case .verified(let key): "verified, key \(CleanText.line(key, limit: Self.maxKey))"
    case .invalid(let reason): "not valid: \(reason)"
    }
  }

  /// How much of a key's name is shown.
  static let maxKey = 100
}
