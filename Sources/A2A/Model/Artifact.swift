/// A result of a task (A2A 1.0 §4.1.7).
package struct Artifact: Sendable, Hashable {
  package var id: String
  package var name: String?
  package var description: String?
  package var parts: [Part]
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
  }
}
