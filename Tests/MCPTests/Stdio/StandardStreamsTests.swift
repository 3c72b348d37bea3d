import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MCP

/// A pipe whose two ends the test has; both are closed by the test or by the end of the process.
private struct Pipe {
  let reading: Descriptor
  let writing: Descriptor

  init() throws {
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    reading = Descriptor(ends[0])
    writing = Descriptor(ends[1])
  }

  /// Reads lines until there are `count` of them or the end, on a thread that may block.
  func lines(_ count: Int) async -> [String] {
    await withCheckedContinuation { continuation in
      let isRunning = DedicatedThread.start { continuation.resume(returning: blockingLines(count)) }
      #expect(isRunning)
    }
  }

  private func blockingLines(_ count: Int) -> [String] {
    var splitter = LineSplitter()
    var lines: [InputLine] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while lines.count < count, case .read(let bytes) = reading.read(into: &buffer) {
      lines += splitter.push(buffer[..<bytes])
    }
    return lines.map { if case .text(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "" } }
  }

  func write(_ text: String) { #expect(writing.write(Array(text.utf8)[...]) == .wrote(text.utf8.count)) }
}

/// A terminal without a screen.
private struct Terminal {
  let screen: Int32
  let program: Int32

  init() throws {
    var screen: Int32 = -1
    var program: Int32 = -1
    try #require(unsafe openpty(&screen, &program, nil, nil, nil) == 0)
    self.screen = screen
    self.program = program
  }
}

private func line(_ text: String) -> InputLine { .text(Array(text.utf8)) }

@Suite("Standard output", .timeLimit(.minutes(1)))
struct StandardOutputTests {
  @Test("writes whole lines in order, short and long")
  func order() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    let lines = [
      "short", String(repeating: "x", count: 1 << 20), "after", String(repeating: "y", count: 5000), "end",
    ]
    async let written: Void = {
      for line in lines { await output.send(Array(line.utf8)) }
      await output.flush()
    }()
    #expect(await pipe.lines(lines.count) == lines)
    await written
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("a full queue drops progress and holds answers back until there is room")
  func backPressure() async throws {
    let pipe = try Pipe()
    var limits = StandardOutput.Limits()
    limits.queueBytes = 300_000
    let output = StandardOutput(descriptor: pipe.writing.number, limits: limits)
    let long = String(repeating: "x", count: 200_000)
    // More than a pipe holds: the writer is stuck with it, and it counts until it is written whole.
    await output.send(Array(long.utf8))
    #expect(!output.offer(Array("progress".utf8)))
    let isSent = Mutex(false)
    async let second: Void = {
      await output.send(Array(long.utf8))
      isSent.withLock { $0 = true }
      await output.send(Array("end".utf8))
    }()
    #expect(!isSent.withLock { $0 })
    #expect(await pipe.lines(3) == [long, long, "end"])
    await second
    await output.flush()
    #expect(output.offer(Array("progress".utf8)))
    #expect(await pipe.lines(1) == ["progress"])
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("a reader that goes away while the queue is full ends every wait")
  func brokenPipe() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    let long = [UInt8](repeating: 1, count: 6 << 20)
    await output.send(long)
    async let waiting: Bool = output.send(long)
    async let flushing: Void = output.flush()
    close(pipe.reading.number)
    _ = await waiting
    await flushing
    await output.readerIsGone()
    await output.send(long)
    #expect(!output.offer([1]))
  }

  @Test("a reader that goes away while nothing is written is noticed")
  func idle() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    async let gone: Void = output.readerIsGone()
    close(pipe.reading.number)
    await gone
  }

  @Test("a cancelled task does not wait for room")
  func cancelledSend() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 6 << 20)
    await output.send(long)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await output.send(long) }
      group.addTask { await output.flush() }
      group.addTask { await output.readerIsGone() }
      group.cancelAll()
    }
    async let after: Bool = output.send(Array("after".utf8))
    #expect(await pipe.lines(2).map(\.count) == [long.count, 5])
    let isTaken = await after
    #expect(isTaken)
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("a line that must not be given up outlasts its cancelled task")
  func cancelledButKept() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 6 << 20)
    await output.send(long)
    await withDiscardingTaskGroup { group in
      group.addTask {
        await output.send([UInt8](repeating: UInt8(ascii: "y"), count: 3 << 20), evenIfCancelled: true)
      }
      group.cancelAll()
      #expect(await pipe.lines(2).map(\.count) == [long.count, 3 << 20])
    }
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("writes of the caller's own are for what promises room: pipes and sockets")
  func direct() throws {
    let pipe = try Pipe()
    var sockets: [Int32] = [0, 0]
    try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
    let terminal = try Terminal()
    let file = unsafe open("/dev/null", O_WRONLY)
    let others = [pipe.reading.number, pipe.writing.number, terminal.screen, terminal.program, file]
    defer { for number in others + sockets { close(number) } }
    #expect(Descriptor(pipe.writing.number).isPipeOrSocket)
    #expect(Descriptor(sockets[0]).isPipeOrSocket)
    #expect(!Descriptor(terminal.program).isPipeOrSocket)
    #expect(!Descriptor(file).isPipeOrSocket)
    #expect(!Descriptor(-1).isPipeOrSocket)
  }

  @Test("what is no pipe is written by the writer thread")
  func indirect() async throws {
    let terminal = try Terminal()
    let output = StandardOutput(descriptor: terminal.program)
    await output.send(Array("x".utf8))
    await output.flush()
    var buffer = [UInt8](repeating: 0, count: 16)
    // Terminals end lines in their own way.
    #expect(Descriptor(terminal.screen).read(into: &buffer) == .read(3))
    #expect(buffer.starts(with: Array("x\r\n".utf8)))
    close(terminal.screen)
    await output.readerIsGone()
  }

  @Test("a descriptor that does not block is waited for")
  func nonBlocking() async throws {
    let pipe = try Pipe()
    #expect(fcntl(pipe.writing.number, F_SETFL, O_NONBLOCK) == 0)
    let output = StandardOutput(descriptor: pipe.writing.number)
    let long = String(repeating: "x", count: 1 << 20)
    await output.send(Array(long.utf8))
    #expect(await pipe.lines(1) == [long])
    await output.flush()
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("many writers never mix their lines")
  func manyWriters() async throws {
    let pipe = try Pipe()
    let output = StandardOutput(descriptor: pipe.writing.number)
    let lines = (0..<200).map { String(repeating: "\($0 % 10)", count: $0 * 97 + 1) }
    async let written: Void = withDiscardingTaskGroup { group in
      for line in lines { group.addTask { await output.send(Array(line.utf8)) } }
    }
    #expect(await pipe.lines(lines.count).sorted() == lines.sorted())
    await written
    close(pipe.reading.number)
    await output.readerIsGone()
  }

  @Test("a descriptor that is not open has no reader")
  func closed() async {
    let output = StandardOutput(descriptor: 987_654)
    await output.readerIsGone()
    await output.send([1])
  }

  @Test("once standard output is taken, a careless print goes to standard error")
  func takingOver() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      let output = StandardOutput()
      print("careless")
      await output.send(Array("{}".utf8))
      await output.flush()
    }
    #expect(result?.standardOutputContent == Array("{}\n".utf8))
    #expect(
      result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("careless") } == true)
  }
}

@Suite("Standard input", .timeLimit(.minutes(1)))
struct StandardInputTests {
  @Test("gives the lines of a pipe, the last one without its newline, then ends")
  func lines() async throws {
    let pipe = try Pipe()
    pipe.write("one\r\n\ntwo\nthree")
    close(pipe.writing.number)
    var lines: [InputLine] = []
    for await line in StandardInput(descriptor: pipe.reading.number) { lines.append(line) }
    #expect(lines == [line("one"), line("two"), line("three")])
  }

  @Test("waits for what comes later, in whatever pieces")
  func pieces() async throws {
    let pipe = try Pipe()
    var iterator = StandardInput(descriptor: pipe.reading.number).makeAsyncIterator()
    async let next = iterator.next()
    for byte in "héllo\n".utf8 { #expect(pipe.writing.write([byte]) == .wrote(1)) }
    #expect(await next == line("héllo"))
    close(pipe.writing.number)
  }

  @Test("reads a descriptor that does not block")
  func nonBlocking() async throws {
    let pipe = try Pipe()
    #expect(fcntl(pipe.reading.number, F_SETFL, O_NONBLOCK) == 0)
    var iterator = StandardInput(descriptor: pipe.reading.number).makeAsyncIterator()
    async let next = iterator.next()
    pipe.write("x\n")
    #expect(await next == line("x"))
    close(pipe.writing.number)
  }

  @Test("lines longer than a read, and too long ones, come through")
  func longLines() async throws {
    let pipe = try Pipe()
    var limits = StandardInput.Limits()
    limits.lineBytes = 300_000
    limits.firstReadBytes = 16
    limits.largestReadBytes = 1024
    let input = StandardInput(descriptor: pipe.reading.number, limits: limits)
    let text = String(repeating: "x", count: 300_000)
    let isRunning = DedicatedThread.start {
      var rest = Array("\(text)\n\(text)y\nend".utf8)[...]
      while !rest.isEmpty, case .wrote(let count) = pipe.writing.write(rest) { rest = rest.dropFirst(count) }
      close(pipe.writing.number)
    }
    #expect(isRunning)
    var lines: [InputLine] = []
    for await line in input { lines.append(line) }
    #expect(lines == [line(text), .tooLong(limit: 300_000), line("end")])
  }

  /// A read, whether it had a line's end, and the size of the next.
  static let reads: [(count: Int, size: Int, hadLine: Bool, next: Int)] = [
    (100, 100, false, 200), (100, 100, true, 100), (99, 100, false, 100), (400, 400, false, 500),
    (500, 500, false, 500), (600, 600, false, 600),
  ]

  @Test("only a long line makes the reads longer", arguments: reads)
  func readSize(read: (count: Int, size: Int, hadLine: Bool, next: Int)) {
    var limits = StandardInput.Limits()
    limits.largestReadBytes = 500
    #expect(limits.nextReadBytes(after: read.count, of: read.size, hadLine: read.hadLine) == read.next)
  }

  @Test("a flood of short lines comes through portion by portion")
  func shortLines() async throws {
    let pipe = try Pipe()
    let flood = Array(repeating: "1\n", count: 100_000).joined()
    let isRunning = DedicatedThread.start {
      var rest = Array(flood.utf8)[...]
      while !rest.isEmpty, case .wrote(let count) = pipe.writing.write(rest) { rest = rest.dropFirst(count) }
      close(pipe.writing.number)
    }
    #expect(isRunning)
    var count = 0
    for await _ in StandardInput(descriptor: pipe.reading.number) { count += 1 }
    #expect(count == 100_000)
  }

  @Test("a cancelled task stops waiting")
  func cancellation() async throws {
    let pipe = try Pipe()
    let input = StandardInput(descriptor: pipe.reading.number)
    await withTaskGroup(of: InputLine?.self) { group in
      group.addTask {
        var iterator = input.makeAsyncIterator()
        return await iterator.next()
      }
      group.cancelAll()
      #expect(await group.next() == .some(nil))
    }
    close(pipe.writing.number)
  }

  @Test("a descriptor that is not open is at its end")
  func closed() async {
    var iterator = StandardInput(descriptor: 987_654).makeAsyncIterator()
    #expect(await iterator.next() == nil)
  }

  @Test("once standard input is taken, nobody else can read from it")
  func takingOver() async {
    await #expect(processExitsWith: .success) {
      let input = StandardInput()
      var buffer = [UInt8](repeating: 0, count: 16)
      #expect(Descriptor(STDIN_FILENO).read(into: &buffer) == .ended)
      withExtendedLifetime(input) {}
    }
  }

  @Test(
    "the reader is ahead by no more than the capacity and a portion",
    arguments: [(1 << 20, 8), (64, 1000)], [1, 10])
  func readAhead(capacities: (bytes: Int, lines: Int), portion: Int) async {
    let handover = LineHandover(capacity: capacities.bytes, lineCapacity: capacities.lines)
    let produced = Atomic(0)
    async let isRunning: Bool = DedicatedThread.start {
      for number in 1...(2000 / portion) {
        produced.store(number * portion, ordering: .sequentiallyConsistent)
        handover.push(Array(repeating: .text([UInt8](repeating: 1, count: 16)), count: portion))
      }
      handover.end()
    }
    // 64 bytes are four lines; one more portion passes the capacity, the next is the one being pushed.
    let mostAhead = min(capacities.lines, capacities.bytes / 16) + 2 * portion
    var consumed = 0
    while await handover.next() != nil {
      consumed += 1
      #expect(produced.load(ordering: .sequentiallyConsistent) - consumed <= mostAhead)
    }
    #expect(consumed == 2000)
    #expect(await isRunning)
  }
}
