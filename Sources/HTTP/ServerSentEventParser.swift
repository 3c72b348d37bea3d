/// Takes the bytes of a `text/event-stream` in whatever pieces they arrive, and gives its events
/// (WHATWG HTML §9.2.5 and §9.2.6).
///
/// Every byte is looked at once, and copied at most twice, however it is cut.
package struct ServerSentEventParser: Sendable {
  /// The most bytes that an event, its unfinished line included, may have.
  package let maxEventBytes: Int
  /// How many comment lines there were. Servers send them to show that they live.
  package private(set) var commentCount = 0
  /// The last id the server gave, to be sent as `Last-Event-ID` when reconnecting.
  package private(set) var lastEventID: String?
  /// The last reconnection time the server asked for, in milliseconds.
  package private(set) var reconnectionTime: Int?

  /// The event that the coming blank line will dispatch.
  private var pending = Pending()
  /// The part of the present line that earlier pieces brought.
  private var line: [UInt8] = []
  /// A CR ended the piece before: an LF at the start of the next one belongs to it.
  private var lastWasCR = false
  private var byteOrderMark = ByteOrderMark.possible(matched: 0)

  private struct Pending {
    var event: String?
    var data: [UInt8] = []
    var hasData = false
    var retry: Int?
  }

  /// What is known of the mark that may stand before everything else.
  private enum ByteOrderMark {
    case possible(matched: Int)
    case settled

    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
  }

  /// A parser at the beginning of a stream.
  package init(maxEventBytes: Int = 16 << 20) {
    self.maxEventBytes = maxEventBytes
  }

  /// Takes the next bytes, and gives the events they complete.
  ///
  /// - Throws: `EventTooLarge`, with the events before it; from then on the parser's state means nothing.
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
      guard line.count + pending.data.count + (end ?? bytes.count) - start <= maxEventBytes else {
        throw EventTooLarge(limit: maxEventBytes, preceding: events)
      }
      guard let end else {
        line += bytes[start...]
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
    if !line.isEmpty, let event = takeLine(endingWith: []) { return event }
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
    if line.isEmpty { return process(tail) }
    line += tail
    // Taken out so that `process` may change the parser while reading it; its memory serves the next line.
    var whole: [UInt8] = []
    swap(&whole, &line)
    let event = process(whole[...])
    if whole.capacity <= Self.keptLineCapacity {
      whole.removeAll(keepingCapacity: true)
      swap(&whole, &line)
    }
    return event
  }

  /// A line longer than this gives its memory back: a giant event mustn't weigh on the rest of the stream.
  private static let keptLineCapacity = 64 << 10

  private mutating func process(_ line: ArraySlice<UInt8>) -> ServerSentEvent? {
    guard let first = line.first else { return dispatch() }
    if first == .colon {
      commentCount += 1
      return nil
    }
    // No field name is longer than five bytes, so there is no need to look for the colon further on.
    let colon = line.prefix(6).firstIndex(of: .colon)
    let name = line[..<(colon ?? line.endIndex)]
    var value = colon.map { line[($0 + 1)...] } ?? []
    if value.first == .space { value.removeFirst() }
    set(name, value)
    return nil
  }

  private mutating func set(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    if name.elementsEqual("data".utf8) {
      if pending.hasData { pending.data.append(.lineFeed) }
      pending.data += value
      pending.hasData = true
    } else if name.elementsEqual("event".utf8) {
      pending.event = value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    } else if name.elementsEqual("id".utf8) {
      if !value.contains(0) { lastEventID = String(decoding: value, as: UTF8.self) }
    } else if name.elementsEqual("retry".utf8), let time = value.decimal {
      pending.retry = time
      reconnectionTime = time
    }
  }

  /// Events without a `data` line are none, whatever else they say.
  private mutating func dispatch() -> ServerSentEvent? {
    var event = Pending()
    swap(&event, &pending)
    guard event.hasData else { return nil }
    return ServerSentEvent(event: event.event, data: event.data, id: lastEventID, retry: event.retry)
  }
}

extension UInt8 {
  fileprivate static let lineFeed: UInt8 = 0x0A
  fileprivate static let carriageReturn: UInt8 = 0x0D
  fileprivate static let colon: UInt8 = 0x3A
  fileprivate static let space: UInt8 = 0x20
}

extension ArraySlice<UInt8> {
  /// The number these ASCII digits mean; nil for anything else, or more than fits.
  fileprivate var decimal: Int? {
    guard !isEmpty, allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: self, as: UTF8.self))
  }
}
