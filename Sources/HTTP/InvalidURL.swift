/// Why a text isn't a URL that can be requested. Never quotes the text, which may hold secrets.
package struct InvalidURL: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, such as "Unsupported URL scheme".
  package let reason: String

  /// A refusal for `reason`.
  package init(reason: String) { self.reason = reason }

  /// The reason.
  package var description: String { reason }
}
