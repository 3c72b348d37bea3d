/// A credential, or any other text that must never be printed.
///
/// Every way Swift has of turning a value into text (`description`, `debugDescription`, interpolation, `dump`,
/// `Mirror`, the reflection of a type that holds one) says `(secret)`, and the type is deliberately neither `Codable`
/// nor convertible to a string. ``withRevealed(_:)`` is the only way out, so a search for that word finds every use.
package struct Secret: Sendable, Hashable {
  /// What stands in the place of a secret in any text: `(secret)`.
  package static let mark = "(secret)"

  private let value: String

  package init(_ value: String) {
    self.value = value
  }

  package var isEmpty: Bool { value.isEmpty }

  /// Lends the text to `body`, which must not print it, keep it longer than it needs it, or put it into an error.
  package func withRevealed<Answer, Failure: Error>(
    _ body: (String) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try body(value)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Self.mark }

  package var debugDescription: String { Self.mark }

  /// A mirror without children: `dump` and the default description of an enclosing type walk mirrors, not descriptions.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
