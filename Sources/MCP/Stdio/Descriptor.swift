import Glibc

/// A file descriptor and the system calls made on it.
struct Descriptor: Sendable {
  enum WriteOutcome: Equatable {
    case wrote(Int)
    case wouldBlock
    case closed
  }

  enum ReadOutcome: Equatable {
    case read(Int)
    case wouldBlock
    case ended
  }

  let number: Int32

  /// A private copy of descriptor `number`, which programs started from here do not inherit.
  ///
  /// - Returns: nil if `number` is not open.
  init?(copyOf number: Int32) {
    // Above the three standard ones, so that a program started with one of them closed is no special case.
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { return nil }
    self.number = copy
  }

  init(_ number: Int32) { self.number = number }

  /// Makes this descriptor mean `path`.
  func point(at path: String, _ flags: Int32) {
    let opened = unsafe open(path, flags)
    guard opened >= 0, opened != number else { return }
    dup2(opened, number)
    close(opened)
  }

  /// Writes a prefix of `bytes`; whether that can block is the descriptor's own mode.
  func write(_ bytes: ArraySlice<UInt8>) -> WriteOutcome {
    while true {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if count >= 0 { return .wrote(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .wouldBlock
      default: return .closed
      }
    }
  }

  /// Reads into `buffer`; whether that can block is the descriptor's own mode.
  func read(into buffer: inout [UInt8]) -> ReadOutcome {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
      if count > 0 { return .read(count) }
      if count == 0 { return .ended }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .wouldBlock
      default: return .ended
      }
    }
  }

  /// Blocks until `events` (`POLLIN`, `POLLOUT`) or the end of the other side.
  func wait(for events: Int32) {
    var entry = pollfd(fd: number, events: Int16(events), revents: 0)
    unsafe poll(&entry, 1, -1)
  }

  /// Whether "writable" means that a short write finds room for the whole of it. For others, such as a terminal whose
  /// output is stopped, it can mean as little as one byte.
  var isPipeOrSocket: Bool {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { return false }
    return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Whether the system takes a short write now.
  var isWritable: Bool {
    var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 0) == 1 && entry.revents == Int16(POLLOUT)
  }
}
