/// Where finished log lines go.
package protocol LogSink: Sendable {
  /// Writes one line, its newline included, and says whether it was taken. A line that is not taken is lost.
  func write(_ line: [UInt8]) -> Bool
}
