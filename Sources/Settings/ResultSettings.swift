/// How answers are shown.
package struct ResultSettings: Sendable, Hashable {
  /// The most characters of one answer; what is beyond is left out, and counted.
  package var maxCharacters = 20_000
  /// Whether files that no host can be shown are linked, for hosts that read resources.
  package var links = false
  /// The folder that files are saved in; nil: they are only described.
  package var filesDirectory: String?

  /// Whether files that a result only links are fetched, from public addresses and without credentials.
  package var fetchesFiles = false

  package static let maxCharactersRange = 1_000...1_000_000

  package init() {}
}
