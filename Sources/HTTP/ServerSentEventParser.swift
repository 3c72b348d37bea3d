/// Takes the bytes of a `text/event-stream` in whatever pieces they arrive, and gives its events
/// (WHATWG HTML §9.2.5 and §9.2.6).
///
/// Only `data` lines are kept: types, ids and reconnection times mean nothing to A2A, and are ignored like
/// comments and unknown fields. Every byte is looked at once, and copied once into the line that pieces make up and
/// once more where several lines make up the event; besides the copying of a buffer that grows.
package struct ServerSentEventParser: Sendable {
  private let maxEventBytes: Int

  /// The data lines that the coming blank line will dispatch; nil when there was none yet.
  private var data: [UInt8]?
  /// The part of the present line that earlier pieces brought.
  private(set) var line: [UInt8] = []
  /// A CR ended the piece before: an LF at the start of the next one belongs to it.
  private var lastWasCR = false
  private var byteOrderMark = ByteOrderMark.possible(matched: 0)

  /// What is known of the mark that may stand before everything else.
  private enum ByteOrderMark {
    case possible(matched: Int)
    case settled

    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
  }

  /// A parser at the beginning of a stream.
  ///
  /// - Parameter maxEventBytes: the most bytes that an event, its unfinished line included, may have.
  package init(maxEventBytes: Int = 16 << 20) {
    self.maxEventBytes = maxEventBytes
  }

  /// How much of the event to come is there.
  package var heldBytes: Int { line.count + (data?.count ?? 0) }

  /// Takes the next bytes, and gives the events they complete.
  ///
  /// - Throws: `EventTooLarge`; from then on the parser's state means nothing.
  package mutating func push(_ bytes: [UInt8]) throws(EventTooLarge) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    var ends = LineEnds(in: bytes)
    var start = skipByteOrderMark(bytes)
    if lastWasCR, start < bytes.count {
      lastWasCR = false
      if bytes[start] == .lineFeed { start += 1 }
    }
    while start < bytes.count {
      let end = ends.next(from: start)
      guard heldBytes + (end ?? bytes.count) - start <= maxEventBytes else {
        throw EventTooLarge(limit: maxEventBytes)
      }
      guard let end else {
        extendLine(with: bytes[start...])
        break
      }
      if let event = takeLine(endingWith: bytes[start..<end]) { events.append(event) }
      start = end + 1
      guard bytes[end] == .carriageReturn else { continue }
      if start == bytes.count { lastWasCR = true } else if bytes[start] == .lineFeed { start += 1 }
    }
    return events
  }

  /// Ends the stream and gives the event that no blank line has dispatched, if there is one.
  ///
  /// WHATWG discards it. Real servers leave out the last blank line and mean it, so here it counts. Call this
  /// only when the body ended without an error: otherwise what is left may be half an event.
  package mutating func finish() -> ServerSentEvent? {
    if !line.isEmpty { finishLine() }
    return dispatch()
  }
}

extension ServerSentEventParser {
  /// How many of the first bytes belong to a byte order mark. Those of a mark that proves to be none are kept.
  private mutating func skipByteOrderMark(_ bytes: [UInt8]) -> Int {
    guard case .possible(var matched) = byteOrderMark else { return 0 }
    let mark = ByteOrderMark.bytes
    var index = 0
    while index < bytes.count, matched < mark.count {
      guard bytes[index] == mark[matched] else {
        // Bytes of this piece are read again from its start; those of earlier ones must be put back.
        line += mark[..<(matched - index)]
        byteOrderMark = .settled
        return 0
      }
      matched += 1
      index += 1
    }
    byteOrderMark = matched == mark.count ? .settled : .possible(matched: matched)
    return index
  }

  private mutating func takeLine(endingWith tail: ArraySlice<UInt8>) -> ServerSentEvent? {
    if !line.isEmpty {
      extendLine(with: tail)
      finishLine()
    } else if tail.isEmpty {
      return dispatch()
    } else if let start = tail.startOfData {
      append(tail[start...])
    }
    return nil
  }

  private mutating func extendLine(with bytes: ArraySlice<UInt8>) {
    line.makeRoom(for: bytes.count, expecting: maxEventBytes)
    line += bytes
  }

  /// Does what the line says that several pieces made up, and begins the next one.
  private mutating func finishLine() {
    // Taken out, so that nobody else holds the memory: it becomes the event's, or serves the next line.
    var whole: [UInt8] = []
    swap(&whole, &line)
    if let start = whole[...].startOfData {
      if data == nil, whole.count > whole.capacity / 2 {
        whole.removeFirst(start)
        data = whole
        return
      }
      append(whole[start...])
    }
    if whole.capacity <= Self.keptLineCapacity {
      whole.removeAll(keepingCapacity: true)
      swap(&whole, &line)
    }
  }

  /// A line longer than this gives its memory back: a giant event mustn't weigh on the rest of the stream.
  static let keptLineCapacity = 64 << 10

  /// Adds a data line to the event.
  private mutating func append(_ value: ArraySlice<UInt8>) {
    guard data != nil else { return data = Array(value) }
    data?.makeRoom(for: value.count + 1, expecting: maxEventBytes)
    data?.append(.lineFeed)
    data? += value
  }

  /// Events without a `data` line are none, whatever else they say.
  private mutating func dispatch() -> ServerSentEvent? {
    var complete: [UInt8]?
    swap(&complete, &data)
    return complete.map(ServerSentEvent.init)
  }
}

extension ArraySlice<UInt8> {
  /// Where the value begins if this is a `data` line; nil for other fields and comments.
  fileprivate var startOfData: Int? {
    guard starts(with: "data".utf8) else { return nil }
    let colon = startIndex + 4
    if colon == endIndex { return endIndex }
    guard self[colon] == .colon else { return nil }
    let value = colon + 1
    return value < endIndex && self[value] == .space ? value + 1 : value
  }
}

extension UInt8 {
  fileprivate static let lineFeed: UInt8 = 0x0A
  fileprivate static let carriageReturn: UInt8 = 0x0D
  fileprivate static let colon: UInt8 = 0x3A
  fileprivate static let space: UInt8 = 0x20
}
