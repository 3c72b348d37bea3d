/// A pattern in which `*` stands for any characters and `?` for exactly one; all others stand for themselves.
///
/// Matching is a simulation of the pattern's automaton with one bit a position, so it takes one step for each character
/// of the text, whatever the pattern: `*a*a*a*b` against a long row of `a` costs no more than anything else.
package struct Glob: Sendable, Hashable {
  /// The most characters a pattern has. Each is a bit of a 128-bit word, and one more says "matched".
  package static let maximumLength = 120

  package let pattern: String
  /// For each character of the pattern that stands for itself: the positions at which it is expected.
  private let literals: [Character: UInt128]
  private let anyOne: UInt128
  private let stars: UInt128
  private let end: UInt128

  /// Nil when the pattern is empty or longer than ``maximumLength``.
  package init?(_ pattern: String) {
    guard !pattern.isEmpty, pattern.count <= Self.maximumLength else { return nil }
    var literals: [Character: UInt128] = [:]
    var (anyOne, stars, position): (UInt128, UInt128, UInt128) = (0, 0, 1)
    var previous: Character?
    for character in pattern {
      defer { previous = character }
      switch character {
      case "*":
        // Two stars in a row are one, so that a star never has to be skipped twice in one step.
        if previous == "*" { continue }
        stars |= position
      case "?": anyOne |= position
      default: literals[character, default: 0] |= position
      }
      position <<= 1
    }
    self.pattern = pattern
    self.literals = literals
    self.anyOne = anyOne
    self.stars = stars
    end = position
  }

  /// True when the pattern describes all of `text`. Case matters.
  package func matches(_ text: String) -> Bool {
    var states = skippingStars(1)
    for character in text {
      let taken = states & (anyOne | literals[character, default: 0])
      states = skippingStars(taken << 1 | states & stars)
      if states == 0 { return false }
    }
    return states & end != 0
  }

  /// A star may stand for nothing: whoever is before it is also behind it.
  private func skippingStars(_ states: UInt128) -> UInt128 { states | (states & stars) << 1 }
}
