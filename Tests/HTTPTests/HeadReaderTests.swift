import Testing

@testable import HTTP

struct HeadReaderTests {
  private func read(
    _ lines: [String], limit: Int = 1000, fields: Int = 100, acceptsCompression: Bool = true
  ) -> (reader: HeadReader, steps: [HeadReader.Step]) {
    var reader = HeadReader(limit: limit, fieldLimit: fields, acceptsCompression: acceptsCompression)
    let steps = lines.map { reader.read(Array(($0 + "\r\n").utf8).span) }
    return (reader, steps)
  }

  @Test(
    arguments: [
      (["HTTP/1.1 200 OK", "A: b", ""], 200, ["A": "b"]),
      (["HTTP/2 404", "a:b", ""], 404, ["a": "b"]),
      (["HTTP/1.0 500 Very Bad", ""], 500, [:]),
      (["HTTP/1.1 200 OK", "Empty:", "Spaced : \t x  ", ""], 200, ["Empty": "", "Spaced": "x"]),
      (["HTTP/1.1 200 OK", "Folded: a", "  b", "\tc", ""], 200, ["Folded": "a b c"]),
      (["HTTP/1.1 200 OK", "X: http://a:b", "X: 2", ""], 200, ["X": "http://a:b", "x": "2"]),
      (
        ["HTTP/1.1 100 Continue", "A: gone", "", "HTTP/1.1 103 Hints", "", "HTTP/1.1 204 No", "B: c", ""],
        204, ["B": "c"]
      ),
      (["HTTP/1.1 200 OK", "no colon here", ""], 200, [:]),
      // What only looks like a status line ends nothing.
      (
        ["HTTP/1.1 200 OK", "A: b", "HTTP/x: 200", "HTTP/1.1 404 No", "HTTP/1.1 500: x", "C: d", ""], 200,
        ["A": "b", "HTTP/x": "200", "HTTP/1.1 500": "x", "C": "d"]
      ),
      (
        ["HTTP/1.1 103 Hints", "HTTP/1.1 200: gone", "", "HTTP/1.1 201 Yes", "HTTP/1.1 200 OK", ""], 201, [:]
      ),
    ] as [([String], Int, HTTPFields)])
  func readsHeads(_ lines: [String], _ status: Int, _ fields: HTTPFields) {
    let (reader, steps) = read(lines)
    #expect(steps.last == .complete(HTTPResponse.Head(status: status, fields: fields)))
    #expect(steps.dropLast().allSatisfy { $0 == .more })
    #expect(reader.isComplete)
  }

  @Test(
    arguments: [
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip", ""], true, nil),
      (["HTTP/1.1 200 OK", "content-encoding:GZip , identity", ""], true, nil),
      (["HTTP/1.1 200 OK", "Content-Encoding: x-gzip", "Transfer-Encoding: Chunked", ""], true, nil),
      (["HTTP/1.1 200 OK", "Content-Encoding: identity", ""], false, nil),
      (["HTTP/1.1 200 OK", "Content-Encoding:", "Transfer-Encoding: ,", ""], false, nil),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip", ""], false, .unasked),
      (["HTTP/1.1 200 OK", "Content-Encoding: br", ""], true, .unasked),
      (["HTTP/1.1 200 OK", "Content-Encoding: deflate", ""], true, .unasked),
      (["HTTP/1.1 200 OK", "Content-Encoding: zstd", ""], true, .unasked),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip\u{B}", ""], true, .unasked),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip, gzip", ""], true, .repeated),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip gzip", ""], true, .repeated),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip", "A: b", "content-encoding: gzip", ""], true, .repeated),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip,", "\tgzip", ""], true, .repeated),
      (["HTTP/1.1 200 OK", "Content-Encoding: gzip, gzip", "HTTP/1.1 200 OK", ""], true, .repeated),
      (["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", ""], true, .transfer),
      (["HTTP/1.1 200 OK", "Transfer-Encoding: chunked, chunked", ""], true, .transfer),
      (["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", ""], true, .transfer),
      (["HTTP/1.1 200 OK", "Transfer-Encoding: identity", ""], true, .transfer),
      (["HTTP/1.1 103 Hints", "Content-Encoding: gzip", ""], true, .interim),
      (["HTTP/1.1 103 Hints", "Transfer-Encoding: chunked", ""], true, .interim),
      (["HTTP/1.1 103 Hints", "", "HTTP/1.1 099 Early", "Content-Encoding: gzip", ""], true, .interim),
    ] as [([String], Bool, CodingProblem?)])
  func looksAtCodings(_ lines: [String], _ acceptsCompression: Bool, _ problem: CodingProblem?) throws {
    let (reader, steps) = read(lines, acceptsCompression: acceptsCompression)
    #expect(reader.isComplete == (problem == nil))
    if let problem { #expect(steps.last == .miscoded(problem)) }
    #expect(steps.dropLast().allSatisfy { $0 == .more })
  }

  /// Status lines count as well, so that interim responses without fields do.
  @Test(arguments: [(6, nil), (5, 7), (4, 6), (3, 4), (1, 1), (0, 0)] as [(Int, Int?)])
  func countsFields(_ limit: Int, _ firstTooMany: Int?) {
    let lines = ["HTTP/1.1 103 Hints", "A: b", "", "HTTP/1.1 200 OK", "C: d", "", "E: f", "G: h"]
    let steps = read(lines, fields: limit).steps
    #expect(steps.firstIndex(of: .tooMany) == firstTooMany)
  }

  @Test func keepsTrailersAndCountsThem() {
    let lines = ["HTTP/1.1 200 OK", "", "Grpc-Status: 0", "HTTP/1.1 500 No: more", ""]
    let complete = HeadReader.Step.complete(HTTPResponse.Head(status: 200))
    let (reader, steps) = read(lines)
    #expect(steps == [.more, complete, .more, .more, .more])
    #expect(reader.trailers == ["Grpc-Status": "0", "HTTP/1.1 500 No": "more"])
    #expect(read(lines, limit: 17 + 2 + 15).steps[1...3] == [complete, .tooLarge, .tooLarge])
  }

  @Test(arguments: [(16 + 17, HeadReader.Step.more), (16 + 16, .tooLarge)])
  func countsEveryByte(_ limit: Int, _ last: HeadReader.Step) {
    // 17 and 16 bytes with their line ends.
    let (_, steps) = read(["HTTP/1.1 200 OK", "Name: value 00"], limit: limit)
    #expect(steps == [.more, last])
  }

  @Test(arguments: [
    ("text/event-stream", true), ("Text/Event-Stream; charset=utf-8", true), ("text/event-stream ;x", true),
    ("application/json", false), ("text/event-streams", false), ("text/event", false), ("", false),
  ])
  func knowsEventStreams(_ value: String, _ isEventStream: Bool) {
    #expect(HTTPResponse.Head(status: 200, fields: ["Content-Type": value]).isEventStream == isEventStream)
    #expect(!HTTPResponse.Head(status: 200).isEventStream)
  }
}
