/// How answers are shown.
package struct ResultSettings: Sendable, Hashable {
  /// The most characters of one answer; what is beyond is left out, and counted.
  package var maxCharacters = 20_000

  package static let maxCharactersRange = 1_000...1_000_000

  package init() {}
}
