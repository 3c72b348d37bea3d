import Glibc

/// A descriptor's lines, read on a thread of their own.
///
/// One consumer. The thread reads ahead by a bounded amount, then leaves the rest in the pipe.
package final class StandardInput: AsyncSequence, Sendable {
  package typealias Element = InputLine
  package typealias Failure = Never

  /// How much is read at once, and how far the reader may be ahead of the session.
  package struct Limits: Sendable {
    /// Bytes a line may have.
    package var lineBytes = LineSplitter.defaultLimit
    /// Bytes of the first read; one that fills its buffer with a part of a single line doubles the next.
    package var firstReadBytes = 64 << 10
    /// Bytes of the largest read.
    package var largestReadBytes = 1 << 20
    /// Bytes of complete lines that may wait for the session.
    package var waitingBytes = 1 << 20
    /// Complete lines that may wait for the session.
    package var waitingLines = 1024
    /// Lines handed over at once, by which the limits above can be passed.
    package var portionLines = 64

    /// The limits of the program.
    package init() {}

    /// The bytes of the read after one of `count` bytes into `size`, which completed a line or did not.
    ///
    /// Only a long line is worth a large buffer: many short ones come fast enough.
    func nextReadBytes(after count: Int, of size: Int, hadLine: Bool) -> Int {
      hadLine || count < size ? size : Swift.max(size, Swift.min(2 * size, largestReadBytes))
    }
  }

  private let lines: LineHandover

  /// Takes standard input over: descriptor 0 becomes `/dev/null`, so that no program started from here (a
  /// secret's `command`) can eat the client's messages.
  package convenience init() {
    let copy = Descriptor(copyOf: STDIN_FILENO)
    Descriptor(STDIN_FILENO).point(at: "/dev/null", O_RDONLY)
    self.init(reading: copy, limits: Limits())
  }

  /// Reads `descriptor`, which must stay open as long as the input is read.
  package convenience init(descriptor: Int32, limits: Limits = Limits()) {
    self.init(reading: Descriptor(descriptor), limits: limits)
  }

  private init(reading descriptor: Descriptor?, limits: Limits) {
    let lines = LineHandover(capacity: limits.waitingBytes, lineCapacity: limits.waitingLines)
    self.lines = lines
    guard let descriptor, DedicatedThread.start({ Self.read(descriptor, limits, into: lines) }) else {
      lines.end()
      return
    }
  }

  private static func read(_ descriptor: Descriptor, _ limits: Limits, into lines: LineHandover) {
    var splitter = LineSplitter(limit: limits.lineBytes)
    var buffer = [UInt8](repeating: 0, count: limits.firstReadBytes)
    reading: while true {
      switch descriptor.read(into: &buffer) {
      case .read(let count):
        var rest = buffer[..<count]
        var hadLine = false
        while !rest.isEmpty {
          let portion = splitter.take(from: &rest, atMost: limits.portionLines)
          hadLine = hadLine || !portion.isEmpty
          lines.push(portion)
        }
        let size = limits.nextReadBytes(after: count, of: buffer.count, hadLine: hadLine)
        if size > buffer.count { buffer = [UInt8](repeating: 0, count: size) }
      case .wouldBlock: descriptor.wait(for: POLLIN)
      case .ended: break reading
      }
    }
    if let last = splitter.finish() { lines.push([last]) }
    lines.end()
  }

  package func makeAsyncIterator() -> Iterator { Iterator(lines: lines) }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let lines: LineHandover

    /// The next line; nil at the end of the input and when the task is cancelled.
    package mutating func next() async -> InputLine? { await lines.next() }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> InputLine? {
      await lines.next()
    }
  }
}
