/// The text of a result as it grows, cut where the cap is reached; what was left out is counted.
struct ResultText: Sendable {
  private(set) var text = ""
  private(set) var omitted = 0
  private var room: Int

  /// - Parameter limit: How many characters (Unicode scalars) the text may have.
  init(limit: Int) { room = limit }

  /// Adds a paragraph.
  mutating func add(_ paragraph: String, separator: String = "\n\n") {
    if !text.isEmpty { append(separator) }
    append(paragraph)
  }

  private mutating func append(_ piece: String) {
    let utf8 = piece.utf8
    // A piece that fits even if every byte were a character needs no counting.
    guard utf8.count > room else {
      text += piece
      room -= utf8.count
      return
    }
    let end = utf8.index(afterScalars: room)
    let kept = piece[..<end]
    text += kept
    let scalars = utf8[..<end].scalarCount
    room -= scalars
    omitted += utf8[end...].scalarCount
  }
}

extension String.UTF8View {
  /// The index after the first `count` scalars, found by their first bytes.
  fileprivate func index(afterScalars count: Int) -> Index {
    var seen = 0
    return firstIndex { byte in
      guard byte & 0xC0 != 0x80 else { return false }
      seen += 1
      return seen > count
    } ?? endIndex
  }
}

extension Substring.UTF8View {
  fileprivate var scalarCount: Int {
    reduce(into: 0) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
  }
}
