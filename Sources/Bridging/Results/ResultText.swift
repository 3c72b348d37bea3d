/// The text of a result as it grows, and the stretch of it that is shown: what stands before has been read already,
/// what stands behind the cap is counted.
///
/// The agent's words are cleaned as they come, and count by characters (Unicode scalars). A note of the bridge's own
/// counts as one and is never cut, breaks between paragraphs count nothing: so an offset means the same place when the
/// text is made anew, however a note is worded then and parts are joined.
struct ResultText: Sendable {
  /// The stretch.
  private(set) var text = ""
  /// Where the stretch ends: the offset to read on from.
  private(set) var end: Int
  /// How long the whole is.
  private(set) var count = 0

  private let start: Int
  private var room: Int
  private var isFull = false
  /// The first of what follows the stretch, in case the bridge's signs are feigned in both together.
  private var sequel = ""
  private var cleaner = TextCleaner()
  /// Where in the stretch the bridge's own notes are, by bytes.
  private var notes: [Range<Int>] = []

  /// - Parameters:
  ///   - start: Where the stretch begins.
  ///   - limit: How many characters it may have, breaks and notes included.
  init(from start: Int = 0, limit: Int) {
    self.start = start
    end = start
    room = limit
  }

  /// How much stands behind the stretch.
  var omitted: Int { max(0, count - end) }

  /// True when the stretch begins where there is nothing.
  var isBeyond: Bool { start > 0 && start >= count }

  /// Adds a paragraph of the agent's, or with another separator what goes on with the last one.
  mutating func add(_ words: String, separator: String = "\n\n") {
    if !separator.isEmpty { cleaner = TextCleaner() }
    let words = cleaner.clean(words)
    let length = words.utf8.scalarCount
    let position = count
    count += length
    guard length > 0, count > start else { return }
    if position < start {
      let rest = words[words.utf8.index(afterScalars: start - position)...]
      append(rest, count - start, after: "")
    } else {
      append(words[...], length, after: position == 0 ? "" : separator)
    }
  }

  /// Adds a paragraph of the bridge's own.
  mutating func note(_ words: String) {
    let separator = count == 0 ? "" : "\n\n"
    count += 1
    guard count > start else { return }
    let length = separator.utf8.count + words.utf8.scalarCount
    guard !isFull, text.isEmpty || length <= room else { return leaveOut(separator[...]) }
    text += separator
    notes.append(text.utf8.count..<(text.utf8.count + words.utf8.count))
    text += words
    room = max(0, room - length)
    end += 1
  }

  private mutating func append(_ words: Substring, _ length: Int, after separator: String) {
    guard !isFull, room > separator.utf8.count else {
      leaveOut(separator[...])
      return leaveOut(words)
    }
    text += separator
    room -= separator.utf8.count
    let shown = min(length, room)
    let cut = shown == length ? words.endIndex : words.utf8.index(afterScalars: shown)
    text += words[..<cut]
    room -= shown
    end += shown
    if cut < words.endIndex { leaveOut(words[cut...]) }
  }

  /// What comes behind the stretch. From now on everything does, so that nothing is missing in between.
  private mutating func leaveOut(_ words: Substring) {
    isFull = true
    let missing = OwnLine.reach - sequel.unicodeScalars.count
    if missing > 0 { sequel.unicodeScalars.append(contentsOf: words.unicodeScalars.prefix(missing)) }
  }
}

// MARK: What is shown

extension ResultText {
  /// The stretch, in which no words of the agent's read like the bridge's. What stretches show, put together, is what
  /// the whole would show, but that feigned words are quoted also where a stretch begins with them.
  var shown: String {
    var shown = ""
    var position = text.utf8.startIndex
    for note in notes {
      let start = text.utf8.index(text.utf8.startIndex, offsetBy: note.lowerBound)
      let end = text.utf8.index(start, offsetBy: note.count)
      shown += Self.marked(text[position..<start]) + Trailer.disarm(String(text[start..<end]))
      position = end
    }
    return shown + Self.marked(text[position...], before: sequel)
  }

  private static func marked(_ words: Substring, before sequel: String = "") -> String {
    OwnLine.quoting(Trailer.disarm(String(words), before: sequel), before: sequel)
  }
}

extension Substring.UTF8View {
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

extension String.UTF8View {
  fileprivate func index(afterScalars count: Int) -> Index {
    self[...].index(afterScalars: count)
  }

  /// How many scalars there are: as many as bytes that begin one.
  fileprivate var scalarCount: Int {
    let bytes = span
    var count = 0
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
