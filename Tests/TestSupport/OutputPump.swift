import Glibc
import Synchronization

/// Reads what a process writes, on a thread, until it ends or nobody wants it any more.
final class OutputPump: Sendable {
  enum Stream: Sendable, CaseIterable {
    case output, words
  }

  private let descriptors: [Stream: CInt]
  /// A byte in this pipe ends the reading.
  private let wake: Pipe

  init(output: CInt, words: CInt) throws {
    descriptors = [.output: output, .words: words]
    wake = try Pipe()
  }

  deinit { for end in [wake.read, wake.write] { close(end) } }

  /// Hands over what comes; at the end of each stream no bytes, once. Closes the pipes.
  func run(into take: (Stream, [UInt8]) -> Void) {
    var open = descriptors
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while !open.isEmpty {
      let streams = Array(open)
      var waits = ([wake.read] + streams.map(\.value)).map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      guard unsafe poll(&waits, nfds_t(waits.count), -1) > 0 else { continue }
      if waits[0].revents != 0 { break }
      for (wait, (stream, descriptor)) in zip(waits.dropFirst(), streams) where wait.revents != 0 {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0, open.removeValue(forKey: stream) != nil { close(descriptor) }
        take(stream, Array(buffer.prefix(max(0, count))))
      }
    }
    for (stream, descriptor) in open {
      close(descriptor)
      take(stream, [])
    }
  }

  /// Ends `run`.
  func stop() {
    var byte: UInt8 = 0
    _ = unsafe write(wake.write, &byte, 1)
  }
}
