/// Where a session's lines go: one writer, whole lines, a bounded queue.
package protocol LineOutput: Sendable {
  /// Writes `line`, which must not hold a newline, and the newline after it.
  ///
  /// Lines come out in the order of the calls. Waits while the queue is full; that is the back-pressure on
  /// answers. Gives the line up when the reader is gone and, unless `evenIfCancelled`, when the task is cancelled
  /// while it waits.
  ///
  /// - Returns: whether it was taken.
  @discardableResult func send(_ line: [UInt8], evenIfCancelled: Bool) async -> Bool

  /// Writes `line` if there is room for it now, without waiting.
  ///
  /// - Returns: whether it was taken. What can be dropped is dropped long before an answer has to wait.
  @discardableResult func offer(_ line: [UInt8]) -> Bool

  /// Returns when all lines taken are written, when the reader is gone, or when the task is cancelled.
  func flush() async

  /// Returns when nobody can read a line any more, or when the task is cancelled.
  func readerIsGone() async
}

extension LineOutput {
  /// Writes `line`, which is given up when the task is cancelled while it waits.
  @discardableResult package func send(_ line: [UInt8]) async -> Bool {
    await send(line, evenIfCancelled: false)
  }
}
