import FoundationEssentials
import Glibc
import Logging
import Telemetry
import Testing

/// A path of its own for one test, removed at its end.
private func withTemporaryPath(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.path + "/bridge-log-\(UInt64.random(in: 0...(.max)))"
  defer { _ = unsafe unlink(path) }
  try body(path)
}

private func withPipe(_ body: (_ reader: CInt, _ writer: CInt) throws -> Void) throws {
  var ends: [CInt] = [-1, -1]
  try #require(unsafe pipe(&ends) == 0)
  defer { for end in ends { close(end) } }
  try body(ends[0], ends[1])
}

private let line = Array("one line\n".utf8)

struct DescriptorSinkTests {
  @Test func appendsToAPrivateFile() throws {
    try withTemporaryPath { path in
      for _ in 0..<2 {
        let sink = try DescriptorSink(appendingTo: path)
        #expect(sink.write(line))
        #expect(!sink.isTerminal)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "one line\none line\n")
      var info = stat()
      #expect(unsafe stat(path, &info) == 0)
      #expect(info.st_mode & 0o777 == 0o600)
    }
  }

  @Test func optionsChooseTheFileAndItsFormat() throws {
    try withTemporaryPath { path in
      let output = try LogOutput(options: LogOptions(file: path), redaction: Redaction())
      output.logger(label: "bridge").info("to the file")
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains(#""msg":"to the file""#))
    }
  }

  @Test func aFileThatCannotBeOpenedIsNamed() {
    let error = #expect(throws: LogFileError.self) {
      try DescriptorSink(appendingTo: "/nowhere/at/all.log")
    }
    #expect(
      error?.description == "cannot open the log file \"/nowhere/at/all.log\": No such file or directory")
  }

  @Test func writesToAPipe() throws {
    try withPipe { reader, writer in
      #expect(DescriptorSink(descriptor: writer).write(line))
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = unsafe read(reader, &buffer, buffer.count)
      #expect(Array(buffer.prefix(max(0, count))) == line)
    }
  }

  /// A plain `write` would stop here for ever.
  @Test func aFullPipeLosesLinesInsteadOfBlocking() throws {
    try withPipe { reader, writer in
      let sink = DescriptorSink(descriptor: writer)
      let long = [UInt8](repeating: 0x61, count: LogLine.maximumBytes)
      var taken = 0
      while taken < 10_000 && sink.write(long) { taken += 1 }
      #expect((1..<10_000).contains(taken))
      #expect(!sink.write(line))
      var buffer = [UInt8](repeating: 0, count: 4 * LogLine.maximumBytes)
      #expect(unsafe read(reader, &buffer, buffer.count) == buffer.count)
      #expect(sink.write(line))
    }
  }

  @Test(.timeLimit(.minutes(1))) func twoWritersDoNotBothTakeTheLastRoom() async throws {
    var ends: [CInt] = [-1, -1]
    try #require(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let page = [UInt8](repeating: UInt8(ascii: "x"), count: Int(PIPE_BUF))
    let sink = DescriptorSink(descriptor: ends[1])
    while sink.write(page) {}
    for _ in 0..<10 {
      var buffer = page
      _ = unsafe read(ends[0], &buffer, buffer.count)
      // One page of room: a second writer that saw it too would block for ever.
      let taken = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<2 { group.addTask { sink.write(page) } }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(taken == 1)
    }
  }

  @Test func aPipeWithoutAReaderLosesLinesInsteadOfTheProcess() throws {
    var ends: [CInt] = [-1, -1]
    try #require(unsafe pipe(&ends) == 0)
    close(ends[0])
    #expect(!DescriptorSink(descriptor: ends[1]).write(line))
    close(ends[1])
    #expect(!DescriptorSink(descriptor: ends[1]).write(line))
  }
}
