private import Glibc
private import Synchronization

/// Log lines to a file descriptor, one `write(2)` each, without ever waiting long for a reader who does not read.
///
/// Hosts start the bridge with a pipe as its standard error and some never read it: once the pipe is full, a plain
/// `write` would stop the calls that log. Here a line waits ``patience`` at most, and not at all while the pipe
/// stays full. When nobody holds the other end any more the line is dropped before it can raise `SIGPIPE`.
package final class DescriptorSink: LogSink {
  /// How long the first line that finds the pipe full waits for room.
  package static let patience = Duration.milliseconds(100)

  private let descriptor: CInt
  private let closesDescriptor: Bool
  private let isStalled = Mutex(false)

  /// Lines to `descriptor`, which stays open.
  package init(descriptor: CInt) {
    self.descriptor = descriptor
    closesDescriptor = false
  }

  /// Lines to the end of the file at `path`, which is made with mode 0600 when it is not there.
  package init(appendingTo path: String) throws(LogFileError) {
    let opened = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
    guard opened >= 0 else { throw LogFileError(path: path, code: errno) }
    descriptor = opened
    closesDescriptor = true
  }

  deinit {
    if closesDescriptor { _ = close(descriptor) }
  }

  /// True when lines are read by a person at a terminal.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  package func write(_ line: [UInt8]) -> Bool {
    // One after the other: the room that one thread has seen, another must not fill.
    isStalled.withLock { isStalled in
      guard hasRoom(&isStalled) else { return false }
      return unsafe line.withUnsafeBytes { unsafe writeAll($0) }
    }
  }

  private func hasRoom(_ isStalled: inout Bool) -> Bool {
    let wait = isStalled ? .zero : Self.patience
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let count = unsafe poll(&entry, 1, CInt(wait / .milliseconds(1)))
    isStalled = count == 0
    return count > 0 && entry.revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0
  }

  /// One `write` does it for a line of at most `PIPE_BUF` bytes on a pipe; a signal or a full disk may cut others.
  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var written = 0
    while written < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }
}
