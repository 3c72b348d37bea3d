/// How much of a card is believed.
package struct CardSettings: Sendable, Hashable {
  /// What becomes of an agent whose card says something else than it did at first.
  package enum ChangePolicy: String, Sendable, Hashable, CaseIterable {
    /// Its tools follow the card, and the change is logged, audited and shown by `check`.
    case warn
    /// Skills that are new or other than before are withheld until the user accepts them.
    case pin
    /// Its tools follow the card.
    case accept
  }

  /// What becomes of a card that nobody known has signed (A2A 1.0 §8.4).
  package enum SignaturePolicy: String, Sendable, Hashable, CaseIterable {
    /// Signatures are not looked at.
    case off
    /// One that is there, and of a key that is known here, must be right.
    case verifyIfPresent = "verify-if-present"
    /// One must be there and right.
    case require
  }

  package var onChange = ChangePolicy.warn
  package var signatures = SignaturePolicy.verifyIfPresent
  /// Whose signatures count: paths of JSON Web Key Sets, absolute, or their URLs (https; http on this machine).
  package var keys: [String] = []

  /// The most key sets of one agent.
  package static let maximumKeys = 8

  package init() {}
}
