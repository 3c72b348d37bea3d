/// What a document may ask of the parser. Its length is bounded by whoever reads the bytes.
package struct JSONLimits: Sendable, Equatable {
  /// The most `depth` can be set to. Parsing, writing and releasing a value recurse; this many levels take
  /// less than 128 KiB of stack, and less than 1 MiB without optimization.
  package static let deepest = 256

  /// How many arrays and objects may be open at once.
  package let depth: Int

  /// How many values there may be in all. Each costs memory many times the bytes it is written in.
  package let values: Int

  package init(depth: Int = 128, values: Int = 1_000_000) {
    self.depth = Swift.min(depth, Self.deepest)
    self.values = values
  }
}
