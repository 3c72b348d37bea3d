/// Sets of words, of each of which one has to stand in a sentence, in whatever order.
struct StemTable: Sendable {
  private struct Stem {
    let bytes: [UInt8]
    /// False where any ending may follow.
    let isWhole: Bool
    let row: Int
    let set: UInt8
  }

  /// By their first three bytes.
  private var stems: [UInt32: [Stem]] = [:]
  private var rows: [(pattern: Injection, all: UInt8)] = []

  /// - Parameter rows: At most eight sets each. A word that ends in `-` takes any ending, and then has three bytes or
  ///   more.
  init(_ rows: [(Injection, [String])], clean: (String) -> [UInt8] = { Array($0.utf8) }) {
    for (row, (pattern, sets)) in rows.enumerated() {
      for (index, set) in sets.enumerated() {
        for word in set.split(separator: " ") {
          let isWhole = word.last != "-"
          let bytes = clean(String(isWhole ? word : word.dropLast()))
          let stem = Stem(bytes: bytes, isWhole: isWhole, row: row, set: 1 << index)
          stems[Self.key(bytes), default: []].append(stem)
        }
      }
      self.rows.append((pattern, UInt8((1 << sets.count) - 1)))
    }
  }

  private static func key(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The sets of each row that a sentence was found to hold so far.
  typealias Found = [Int: UInt8]

  /// Notes what `word` is.
  ///
  /// - Returns: The pattern of the row that is complete now, if one is.
  func note(_ word: some Collection<UInt8>, in found: inout Found) -> Injection? {
    guard let candidates = stems[Self.key(word)] else { return nil }
    for stem in candidates
    where word.starts(with: stem.bytes) && (!stem.isWhole || word.count == stem.bytes.count) {
      found[stem.row, default: 0] |= stem.set
      if found[stem.row] == rows[stem.row].all { return rows[stem.row].pattern }
    }
    return nil
  }
}
