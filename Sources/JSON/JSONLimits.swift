/// What a document may ask of the parser. Its length is bounded by whoever reads the bytes.
package struct JSONLimits: Sendable, Equatable {
  /// The most `depth` can be set to. Parsing, writing and releasing a value recurse; this many levels take
  /// less than 128 KiB of stack, and less than 1 MiB without optimization.
  package static let deepest = 256

  /// How many arrays and objects may be open at once.
  package let depth: Int

  package init(depth: Int = 128) {
    self.depth = Swift.min(depth, Self.deepest)
  }
}
