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
    let scalars = piece.utf8.scalarCount
    guard scalars > room else {
      text += piece
      room -= scalars
      return
    }
    text += piece[..<piece.utf8.index(afterScalars: room)]
    omitted += scalars - room
    room = 0
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

  /// How many scalars there are: as many as bytes that begin one.
  fileprivate var scalarCount: Int {
    let bytes = span
    var count = 0
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
