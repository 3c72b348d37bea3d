import Glibc

/// The lines of a ``SharedLog`` and of the files that were put aside before it, from the oldest on.
package struct SharedLogReading: ~Copyable {
  package typealias Failure = PrivateFile.Failure

  /// One of its files, as long as it was when the reading began.
  private struct Part {
    let path: String
    let descriptor: CInt
    let size: Int
  }

  /// A line, or as much of it as is wanted.
  package struct Line {
    package let file: String
    /// From 1 on, in its file.
    package let number: Int
    package let bytes: [UInt8]
    /// Whether it has an end. Only the last line of a file may have none.
    package let isEnded: Bool
  }

  private static let pieceBytes = 256 << 10

  private var parts: [Part] = []

  /// How many files there are.
  package var count: Int { parts.count }

  /// Finds the files. No process adds anything in that moment, unless the lock can't be had: then it is a copy
  /// somewhere that is read, or somebody keeps it for too long.
  ///
  /// - Parameter attempts: As in ``SharedLog``.
  /// - Throws: `PrivateFile.Failure` when there is none or one can't be read.
  package init(_ path: String, attempts: Int = SharedLog.lockAttempts) throws(Failure) {
    let lock = unsafe open(path + ".lock", O_RDONLY | O_CLOEXEC)
    var left = lock < 0 ? 0 : attempts
    while left > 0, flock(lock, LOCK_SH | LOCK_NB) != 0 {
      usleep(SharedLog.lockPause)
      left -= 1
    }
    defer { if lock >= 0 { close(lock) } }
    for path in Self.aside(path) + [path] {
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      var status = stat()
      guard descriptor >= 0 else { throw Failure("can't read", path) }
      guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        throw Failure("\(path) is no ordinary file")
      }
      parts.append(Part(path: path, descriptor: descriptor, size: Int(status.st_size)))
    }
  }

  deinit { for part in parts { close(part.descriptor) } }

  /// Shows each line. Of longer ones than `limit` a byte more is shown than that.
  package func forEach(limit: Int, _ body: (Line) -> Void) throws(Failure) {
    for part in parts { try Self.read(part, limit, body) }
  }

  private static func read(_ part: Part, _ limit: Int, _ body: (Line) -> Void) throws(Failure) {
    var (line, number, rest) = ([UInt8](), 1, part.size)
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    while rest > 0 {
      let count = unsafe Glibc.read(part.descriptor, &piece, min(piece.count, rest))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure("can't read", part.path) }
      if count == 0 { break }
      rest -= count
      var unread = piece[..<count]
      while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        line += unread[..<end].prefix(max(0, limit + 1 - line.count))
        body(Line(file: part.path, number: number, bytes: line, isEnded: true))
        line.removeAll(keepingCapacity: true)
        number += 1
        unread = unread[(end + 1)...]
      }
      line += unread.prefix(max(0, limit + 1 - line.count))
    }
    if !line.isEmpty { body(Line(file: part.path, number: number, bytes: line, isEnded: false)) }
  }

  /// The files that were put aside, the oldest first.
  static func aside(_ path: String) -> [String] {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    let numbers = PrivateFile.names(in: folder.isEmpty ? "/" : folder).compactMap { other -> Int? in
      guard other.hasPrefix(name + ".") else { return nil }
      let suffix = other.dropFirst(name.count + 1)
      return Int(suffix).flatMap { $0 > 0 && String($0) == suffix ? $0 : nil }
    }
    return numbers.sorted(by: >).map { SharedLog.name(path, $0) }
  }
}
