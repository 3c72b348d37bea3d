/// Signs to be looked for all at once.
struct SignTable: Sendable {
  private struct Sign {
    let bytes: [UInt8]
    let pattern: Injection

    func stands(in folded: [UInt8], at index: Int) -> Bool {
      // Nearly always the second byte tells.
      guard index + bytes.count <= folded.count, folded[index + 1] == bytes[1] else { return false }
      return folded[index..<(index + bytes.count)].elementsEqual(bytes)
    }
  }

  /// By their first bytes.
  private let signs: [[Sign]]

  /// - Parameter rows: Signs of at least two bytes.
  init(_ rows: KeyValuePairs<Injection, [String]>) {
    var signs = [[Sign]](repeating: [], count: 128)
    for (pattern, words) in rows {
      for word in words {
        let bytes = Array(word.utf8)
        if let first = bytes.first, first < 128, bytes.count > 1 {
          signs[Int(first)].append(Sign(bytes: bytes, pattern: pattern))
        }
      }
    }
    self.signs = signs
  }

  /// The patterns of the signs in `folded`, each once, in the order in which they come.
  func found(in folded: [UInt8]) -> [Injection] {
    var found: [Injection] = []
    for index in folded.indices {
      for sign in signs[Int(folded[index] & 0x7F)]
      where sign.stands(in: folded, at: index) && !found.contains(sign.pattern) {
        found.append(sign.pattern)
      }
    }
    return found
  }
}
