/// A result of a task (A2A 1.0 §4.1.7).
package struct Artifact: Sendable, Hashable {
  /// How many parts of one artifact, or of one message, are kept. Each piece of a streamed text is one.
  package static let maxParts = 100_000

  package var id: String
  package var name: String?
  package var description: String?
  package var parts: [Part] { didSet { leaveOutWhatIsTooMuch() } }
  /// How many parts there were beyond ``maxParts``.
  package private(set) var omittedParts: Int
  /// True once a chunk was appended: neighbouring text parts then are pieces of one text, not lines of their own.
  package var isChunked: Bool

  package init(
    id: String, name: String? = nil, description: String? = nil, parts: [Part], isChunked: Bool = false
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.parts = parts
    self.isChunked = isChunked
    omittedParts = 0
    leaveOutWhatIsTooMuch()
  }

  /// Those of more than so many parts that are beyond are left out, and counted.
  private mutating func leaveOutWhatIsTooMuch() {
    guard parts.count > Self.maxParts else { return }
    omittedParts += parts.count - Self.maxParts
    parts.removeLast(parts.count - Self.maxParts)
  }
}
