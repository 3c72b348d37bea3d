/// What a client wrote, up to one newline.
package enum InputLine: Sendable, Equatable {
  /// A line without its end.
  case text([UInt8])
  /// A line of more than `limit` bytes; none of it was kept.
  case tooLong(limit: Int)

  var size: Int {
    switch self {
    case .text(let bytes): bytes.count
    case .tooLong: 0
    }
  }
}

/// Cuts a stream of bytes into lines, in linear time.
///
/// `\r\n` counts as a newline, blank lines and a byte order mark at the very start are skipped. A line over the
/// limit is reported as soon as it is too long, and then skipped to its newline.
package struct LineSplitter: Sendable {
  /// 16 MiB: several times what any known client sends, and bounded.
  package static let defaultLimit = 16 << 20

  private static let newline = UInt8(ascii: "\n")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let limit: Int
  private var partial: [UInt8] = []
  private var isSkipping = false
  private var isAtStart = true

  /// - Parameter limit: the bytes a line may have, its newline not counted.
  package init(limit: Int = LineSplitter.defaultLimit) { self.limit = limit }

  /// Takes bytes off the front of `bytes` until they have completed `count` lines, or all of them.
  ///
  /// A short read can hold thousands of lines, each of which takes many times its length in memory.
  ///
  /// - Returns: the lines completed.
  package mutating func take(from bytes: inout ArraySlice<UInt8>, atMost count: Int) -> [InputLine] {
    var lines: [InputLine] = []
    while lines.count < count, let end = bytes.firstIndex(of: Self.newline) {
      append(bytes[..<end], to: &lines)
      endLine(&lines)
      bytes = bytes[(end + 1)...]
    }
    if lines.count < count {
      append(bytes, to: &lines)
      bytes = []
    }
    return lines
  }

  /// The line that the end of the input leaves without a newline.
  package mutating func finish() -> InputLine? {
    var lines: [InputLine] = []
    endLine(&lines)
    return lines.first
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, to lines: inout [InputLine]) {
    guard !isSkipping else { return }
    guard partial.count + bytes.count <= limit else {
      partial = []
      isSkipping = true
      lines.append(.tooLong(limit: limit))
      return
    }
    partial.append(contentsOf: bytes)
  }

  private mutating func endLine(_ lines: inout [InputLine]) {
    defer { isAtStart = false }
    guard !isSkipping else {
      isSkipping = false
      return
    }
    var line = partial
    partial = []
    if isAtStart, line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if !line.allSatisfy(Self.isBlank) { lines.append(.text(line)) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
