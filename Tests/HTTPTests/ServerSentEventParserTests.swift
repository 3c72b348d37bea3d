import Testing

@testable import HTTP

struct ServerSentEventParserTests {
  private static func event(_ data: String) -> ServerSentEvent { ServerSentEvent(data: Array(data.utf8)) }

  /// Streams with LF, and the events they hold.
  static let table: [(stream: String, events: [ServerSentEvent])] = [
    ("", []),
    ("data: one\n\n", [event("one")]),
    ("data:one\n\ndata:  two\n\n", [event("one"), event(" two")]),
    ("data: YHOO\ndata: +2\ndata: 10\n\n", [event("YHOO\n+2\n10")]),
    ("data\n\ndata\ndata\n\n", [event(""), event("\n")]),
    ("data:\n\n", [event("")]),
    (": comment\n\ndata: x\n\n", [event("x")]),
    (":\n:\n:\n", []),
    ("event: update\ndata: x\n\ndata: y\n\n", [event("x"), event("y")]),
    ("event: lost\n\ndata: x\n\n", [event("x")]),
    ("event:\ndata: x\n\n", [event("x")]),
    ("data: x\nevent: update\ndata: y\nid: 1\nretry: 2\n: comment\ndata: z\n\n", [event("x\ny\nz")]),
    ("id: 1\ndata: x\n\ndata: y\n\nid\ndata: z\n\n", [event("x"), event("y"), event("z")]),
    ("id: 1\n\nretry: 1\n\n", []),
    ("id: a\u{0}b\ndata: x\n\n", [event("x")]),
    ("retry: 250\ndata: x\n\ndata: y\n\n", [event("x"), event("y")]),
    ("retry: 1s\nretry: -1\nretry:\nretry: 99999999999999999999\ndata: x\n\n", [event("x")]),
    ("data: \n\ndata:  \n\n", [event(""), event(" ")]),
    ("unknown: field\ndatax: no\ndat: no\n data: no\nDATA: no\ndata: x\n\n", [event("x")]),
    ("\n\n\n\ndata: x\n\n\n\n", [event("x")]),
    ("\u{FEFF}data: x\n\n", [event("x")]),
    ("data: \u{FEFF}x\n\n\u{FEFF}data: y\n\n", [event("\u{FEFF}x")]),
    ("data: {\"a\":\ndata:  \"ü🙂\"}\n\n", [event("{\"a\":\n \"ü🙂\"}")]),
    ("data: a: b:c\n\n", [event("a: b:c")]),
    ("data: last", [event("last")]),
    ("data: last\n", [event("last")]),
    ("data: x\n\nevent: y\ndata: last", [event("x"), event("last")]),
    ("data: [DONE]\n\n", [event("[DONE]")]),
  ]

  private func parse(_ bytes: [UInt8], pieces: Int) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser()
    var events: [ServerSentEvent] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      events += try parser.push(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    if let last = parser.finish() { events.append(last) }
    return events
  }

  @Test(arguments: table, ["\n", "\r", "\r\n"])
  func parsesHoweverCut(_ row: (stream: String, events: [ServerSentEvent]), _ lineEnd: String) throws {
    let bytes = Array(row.stream.replacing("\n", with: lineEnd).utf8)
    for size in [1, 2, 3, 5, 7, .max] {
      #expect(try parse(bytes, pieces: size) == row.events, "in pieces of \(size)")
    }
  }

  @Test(arguments: [
    ("data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r", ["a\nb\nc", "d"]),
    ("data: a\n\rdata: b\r\n\n", ["a", "b"]),
  ])
  func mixesLineEnds(_ stream: String, _ data: [String]) throws {
    for size in [1, 2, .max] {
      #expect(try parse(Array(stream.utf8), pieces: size).map(\.data.text) == data)
    }
  }

  @Test(arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0x41], [0xBB, 0xBF]] as [[UInt8]])
  func keepsWhatOnlyResemblesAByteOrderMark(_ start: [UInt8]) throws {
    let stream = start + Array("data: no\n\ndata: x\n\n".utf8)
    for size in [1, 2, 3, .max] {
      #expect(try parse(stream, pieces: size).map(\.data.text) == ["x"])
    }
  }

  @Test func dispatchesAtTheBlankLineNotAfterIt() throws {
    var parser = ServerSentEventParser()
    #expect(try parser.push(Array("data: x\r\n\r".utf8)).count == 1)
    #expect(try parser.push(Array("\n".utf8)).isEmpty)
    #expect(parser.finish() == nil)
  }

  /// The limit counts what is held: an unfinished line and the data of the lines before it.
  @Test(arguments: [
    ("data: 1234\n\n", 10, true), ("data: 1234\n\n", 9, false), ("data: 1234", 9, false),
    ("data: 12\ndata: 12\n\n", 10, true), ("data: 12\ndata: 123\n\n", 10, false), (": comment", 8, false),
    ("data: 1234\n\ndata: 1234\n\ndata: 1234\n\n", 10, true),
  ])
  func capsAnEvent(_ stream: String, _ limit: Int, _ fits: Bool) {
    for size in [1, 4, 100] {
      #expect(overflows(Array(stream.utf8), limit: limit, pieces: size) == !fits, "in pieces of \(size)")
    }
  }

  private func overflows(_ bytes: [UInt8], limit: Int, pieces: Int) -> Bool {
    var parser = ServerSentEventParser(maxEventBytes: limit)
    var rest = bytes[...]
    while !rest.isEmpty {
      guard (try? parser.push(Array(rest.prefix(pieces)))) != nil else { return true }
      rest = rest.dropFirst(pieces)
    }
    return false
  }

  @Test func saysWhichLimitWasPassed() {
    var parser = ServerSentEventParser(maxEventBytes: 10)
    #expect(throws: EventTooLarge(limit: 10)) {
      try parser.push(Array("data: 1\n\ndata: 2\n\ndata: 34567\n\n".utf8))
    }
  }

  /// One line or several, and an event after it: what holds a large event is little larger, and goes with it.
  @Test(arguments: [[5], [0, 5], [5, 0], [3, 3]]) func keepsLittleToSpare(_ mebibytes: [Int]) throws {
    let limit = 6 << 20 + 100
    var parser = ServerSentEventParser(maxEventBytes: limit)
    let lines = mebibytes.map { $0 == 0 ? 10 : $0 << 20 }
    for count in lines {
      _ = try parser.push(Array("data: ".utf8))
      for start in stride(from: 0, to: count, by: 10_000) {
        _ = try parser.push([UInt8](repeating: 0x78, count: min(10_000, count - start)))
      }
      _ = try parser.push([0x0A])
    }
    let data = try #require(try parser.push([0x0A]).first).data
    #expect(data.count == lines.reduce(0, +) + lines.count - 1)
    #expect(data.capacity <= limit + 64 << 10)
    #expect(parser.line.capacity <= 2 * ServerSentEventParser.keptLineCapacity)
  }

  /// The memory of the line becomes the event's: there is no moment at which both hold it.
  @Test func movesTheOnlyLineIntoTheEvent() throws {
    var parser = ServerSentEventParser()
    _ = try parser.push(Array("data: ".utf8) + [UInt8](repeating: 0x78, count: 1 << 20))
    let place = parser.line.address
    let event = try #require(try parser.push([0x0A, 0x0A]).first)
    #expect(event.data.address == place)
    #expect(parser.line.capacity == 0)
  }

  /// Memory that a long comment has left mustn't go into small events, of which many may wait.
  @Test func aSmallEventTakesNoLargeMemory() throws {
    var parser = ServerSentEventParser()
    for piece in [":", String(repeating: "x", count: 40_000), "\nda", "ta: x"] {
      _ = try parser.push(Array(piece.utf8))
    }
    let event = try #require(try parser.push(Array("\n\n".utf8)).first)
    #expect(event.data.text == "x")
    #expect(event.data.capacity < 100)
  }

  /// A parser that looks at its buffer anew with each piece would take a minute for this.
  @Test(.timeLimit(.minutes(1)))
  func takesAGiantLineInManyPieces() throws {
    var parser = ServerSentEventParser()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 10)
    _ = try parser.push(Array("data: ".utf8))
    for _ in 0..<1023 { _ = try parser.push(piece) }
    let events = try parser.push(Array("\n\n".utf8))
    #expect(events.map(\.data.count) == [1023 * piece.count])
  }
}

extension [UInt8] {
  /// Where the bytes are.
  fileprivate var address: UInt { unsafe withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
}
