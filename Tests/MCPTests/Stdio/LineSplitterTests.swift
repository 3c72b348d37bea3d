import Testing

@testable import MCP

@Suite("Line splitter")
struct LineSplitterTests {
  private static func line(_ text: String) -> InputLine { .text(Array(text.utf8)) }

  static let inputs: [(input: String, lines: [InputLine])] = [
    ("", []),
    ("a\nb\n", [line("a"), line("b")]),
    ("a\r\nb", [line("a"), line("b")]),
    ("\n\r\n \t\r\n\na\n\n", [line("a")]),
    ("\u{FEFF}a\n\u{FEFF}b\n", [line("a"), line("\u{FEFF}b")]),
    ("\u{FEFF}\na\n", [line("a")]),
    ("12345678\n123456789\nok\n", [line("12345678"), .tooLong(limit: 8), line("ok")]),
    ("1234567890123456789\r\n\nok", [.tooLong(limit: 8), line("ok")]),
    ("123456789", [.tooLong(limit: 8)]),
    ("123456789\n123456789\n", [.tooLong(limit: 8), .tooLong(limit: 8)]),
    ("é\u{2028}x\n", [line("é\u{2028}x")]),
  ]

  @Test("gives the same lines in whatever pieces the bytes come", arguments: inputs, [1, 2, 3, 1000])
  func pieces(example: (input: String, lines: [InputLine]), size: Int) {
    var splitter = LineSplitter(limit: 8)
    var lines: [InputLine] = []
    var rest = Array(example.input.utf8)[...]
    while !rest.isEmpty {
      lines += splitter.push(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    if let last = splitter.finish() { lines.append(last) }
    #expect(lines == example.lines)
  }

  @Test("takes no more lines at once than it is told", arguments: inputs, [1, 2, 3])
  func portions(example: (input: String, lines: [InputLine]), count: Int) {
    var splitter = LineSplitter(limit: 8)
    var lines: [InputLine] = []
    var rest = Array(example.input.utf8)[...]
    while !rest.isEmpty {
      let before = rest.count
      let portion = splitter.take(from: &rest, atMost: count)
      #expect(portion.count <= count)
      #expect(rest.count < before)
      lines += portion
    }
    if let last = splitter.finish() { lines.append(last) }
    #expect(lines == example.lines)
  }

  @Test("says at once that a line is too long, without waiting for its end")
  func earlyRefusal() {
    var splitter = LineSplitter(limit: 8)
    #expect(splitter.push(Array("123456789".utf8)[...]) == [.tooLong(limit: 8)])
    #expect(splitter.push(Array("0123456789".utf8)[...]) == [])
    #expect(splitter.push(Array("\nok\n".utf8)[...]) == [Self.line("ok")])
  }

  @Test("a line of the default limit is taken")
  func defaultLimit() {
    var splitter = LineSplitter()
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<16 { #expect(splitter.push(chunk[...]) == []) }
    #expect(splitter.push([UInt8(ascii: "\n")]).first?.size == LineSplitter.defaultLimit)
  }
}

extension LineSplitter {
  /// All the lines that `bytes` complete.
  mutating func push(_ bytes: ArraySlice<UInt8>) -> [InputLine] {
    var rest = bytes
    return take(from: &rest, atMost: .max)
  }
}
