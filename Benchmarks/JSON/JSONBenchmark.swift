import JSON

/// Reads and writes each line of standard input, a JSON document, again and again, and prints how fast that goes.
@main enum JSONBenchmark {
  static let rounds = 21
  static let roundLength = Duration.milliseconds(20)

  static func main() throws {
    while let line = readLine() {
      let document = Array(line.utf8)
      let value = try JSONValue(parsing: document)
      let parsing = try speed(document.count) { try JSONValue(parsing: document).object?.count ?? 0 }
      let writing = try speed(document.count) { value.serialized().count }
      print("bytes=\(document.count) parse=\(parsing) write=\(writing)")
    }
  }

  /// Megabytes (10⁶ bytes) a second, in the median round, of work that deals with `bytes` bytes and yields a number,
  /// so that none of it can be left out.
  static func speed(_ bytes: Int, _ work: () throws -> Int) throws -> Int {
    let clock = ContinuousClock()
    var speeds: [Double] = []
    for _ in 0..<rounds {
      var (passes, sum) = (0, 0)
      let start = clock.now
      var elapsed = Duration.zero
      while elapsed < roundLength {
        sum += try work()
        passes += 1
        elapsed = start.duration(to: clock.now)
      }
      precondition(sum > 0, "an empty document says nothing")
      speeds.append(Double(bytes * passes) / (elapsed / .seconds(1)) / 1e6)
    }
    return Int(speeds.sorted()[rounds / 2])
  }
}
